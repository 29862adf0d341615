"""Keeps nbgrader's own collection, from its exchange or from archives, to an assignment's files."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.plugins import FileNameCollectorPlugin

from autograder.course.course import Course
from autograder.files import read_files
from autograder.intake.limits import MAX_MODULE_BYTES, MAX_NOTEBOOK_BYTES
from autograder.platforms.nbgrader.notebooks import add_missing_notebooks
from autograder.records import Assignment

SECRET = "submission_secret.txt"  # names a student's feedback in the exchange; without one, nbgrader releases nobody's
MAX_SECRET_BYTES = 1000


class CollectWithCarrier(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collection from the exchange, for hand-ins without a notebook too."""

    def copy_files(self) -> None:
        """Collects, and adds the notebooks that are missing."""
        super().copy_files()
        add_missing_notebooks(_course(self.coursedir), [self._assignment()])

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copies the assignment's files and nothing else: not what Python or Jupyter would load, and no links."""
        assignment = self._assignment()
        largest = dict.fromkeys(assignment.files, MAX_MODULE_BYTES)
        largest |= {assignment.notebook: MAX_NOTEBOOK_BYTES, SECRET: MAX_SECRET_BYTES}
        files = {SECRET: secrets.token_hex(64).encode()} | read_files(Path(src), largest)
        # Anyone can write into the exchange; nbgrader stops at a timestamp.txt that it cannot read.
        files["timestamp.txt"] = f"{self._path_to_record(src)['timestamp']} UTC".encode()
        with tempfile.TemporaryDirectory() as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
            Path(folder).chmod(0o755)
            super().do_copy(folder, dest, log)

    def _assignment(self) -> Assignment:
        return _course(self.coursedir).assignment(self.coursedir.assignment_id)


class ReleaseToSenders(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's release of feedback to the exchange, for those who handed in through it."""

    def copy_files(self) -> None:
        """Releases; nbgrader would stop at a student whose hand-in came another way, and has no name there."""
        pages = Path(self.coursedir.root, self.coursedir.feedback_directory).glob(f"*/{self.coursedir.assignment_id}")
        others = [page.parent.name for page in pages if not (page / SECRET).is_file()]
        self.coursedir.student_id_exclude = ",".join(filter(None, [self.coursedir.student_id_exclude, *others]))
        super().copy_files()


class CollectAssignmentFiles(FileNameCollectorPlugin):  # type: ignore[misc]
    """What `zip_collect` asks about each file of an archive: nbgrader's own answer, for the assignment's files only."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Whose file it is, and which; None for any other, which Python or Jupyter could load as its own."""
        found: dict[str, str] | None = super().collect(submitted_file)
        coursedir = self.parent.coursedir
        assignment = _course(coursedir).assignment(coursedir.assignment_id)
        if found and _name(found["file_id"], submitted_file) not in (*assignment.files, assignment.notebook):
            return None
        return found


def _course(coursedir: Any) -> Course:
    return Course(Path(coursedir.root))


def _name(file_id: str, submitted_file: str) -> str:
    """What `zip_collect` would call it below the student's folder."""
    return os.path.splitext(file_id)[0] + os.path.splitext(submitted_file)[1]
