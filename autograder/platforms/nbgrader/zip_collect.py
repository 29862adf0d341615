"""Keeps what `nbgrader zip_collect` takes out of archives to an assignment's files, and tells what it leaves."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from nbgrader.plugins import FileNameCollectorPlugin

from autograder.course.course import Course
from autograder.intake.archives import ABOVE, CHECKPOINTS, LEFT, is_junk
from autograder.intake.limits import MAX_MODULE_BYTES, MAX_NOTEBOOK_BYTES
from autograder.platforms.nbgrader.collected import note_refused, sentence
from autograder.platforms.nbgrader.notebooks import add_missing_notebooks
from autograder.records import Refusal
from autograder.text import printable_name, size_text

_OTHER = "not one of the files of this assignment"


class CollectAssignmentFiles(FileNameCollectorPlugin):  # type: ignore[misc]
    """What `zip_collect` asks about each file of an archive: nbgrader's own answer, for the assignment's files only.

    What it does not take of anybody's is told, and noted in their receipt when the others are in their places.
    """

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self._refused: dict[str, list[Refusal]] = {}
        self._junk: dict[str, list[str]] = {}
        coursedir = self.parent.coursedir
        self._course = Course(Path(coursedir.root))
        self._assignment = self._course.assignment(coursedir.assignment_id)
        self._extracted = self.parent._format_collect_path(self.parent.extracted_directory)
        transfer = self.parent._transfer_files

        def transferred(collected: Any) -> None:
            transfer(collected)
            self._tell()

        self.parent._transfer_files = transferred

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Whose file it is, and which; None for any other, which Python or Jupyter could load as its own."""
        parts = Path(os.path.relpath(submitted_file, self._extracted)).parts
        if is_junk(parts):
            self._leave_out(parts, self._student(submitted_file))
            return None
        found: dict[str, str] | None = super().collect(submitted_file)
        why = self._refusal(_name(found["file_id"], submitted_file), submitted_file) if found else _OTHER
        file, student = os.path.basename(submitted_file), self._student(submitted_file)
        if found and not why and (student or "student_id" not in found):  # without that, nbgrader says what to set
            return found
        if student:
            self._refused.setdefault(student, []).append(Refusal(printable_name(file), why))
        return None

    def _student(self, submitted_file: str) -> str:
        """Whose a file would be if it were called as it should; '' if that is not known, or no name of a folder."""
        stem = re.sub(r" ?\([0-9]+\)|-Copy[0-9]+|-checkpoint", "", os.path.splitext(submitted_file)[0])
        names = (submitted_file, stem, *(stem + suffix for suffix in self.valid_ext))
        found = next(filter(None, (re.match(self.named_regexp, name) for name in names)), None)
        student = found.groupdict().get("student_id") or "" if found and self.named_regexp else ""
        return student if student != ABOVE and Path(student).name == student else ""

    def _refusal(self, name: str, submitted_file: str) -> str:
        """Why a file that would be called `name` is not taken; '' if it is."""
        wanted = (*self._assignment.files, self._assignment.notebook)
        if name not in wanted:
            return f"{_OTHER} ({', '.join(wanted)})"
        most = MAX_NOTEBOOK_BYTES if name == self._assignment.notebook else MAX_MODULE_BYTES
        size = os.path.getsize(submitted_file)
        return f"{size_text(size)}, larger than {size_text(most)}" if size > most else ""

    def _leave_out(self, parts: tuple[str, ...], student: str) -> None:
        """Notes junk as its student's, where Jupyter copied what is called like theirs; other names mean nobody."""
        whose = student if CHECKPOINTS in parts else ""
        self._junk.setdefault(whose, []).append(printable_name("/".join(parts)))

    def _tell(self) -> None:
        if count := sum(map(len, self._junk.values())):
            self.log.warning(f"L{LEFT[1:]}: {count}.")
        for student in sorted({*self._refused, *self._junk} - {""}):
            refusals, junk = self._refused.get(student, []), self._junk.get(student, [])
            receipt = note_refused(self._course.submitted, self._assignment, student, refusals, junk)
            self.log.warning(sentence(receipt))
        add_missing_notebooks(self._course, [self._assignment])


def _name(file_id: str, submitted_file: str) -> str:
    """What `zip_collect` would call it below the student's folder."""
    return os.path.splitext(file_id)[0] + os.path.splitext(submitted_file)[1]
