"""Keeps nbgrader's own collection from its exchange to an assignment's files."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash

from autograder.course.course import Course
from autograder.files import read_files, write_atomically
from autograder.intake.archives import MAX_ARCHIVE_ENTRIES
from autograder.intake.attempts import RECEIPT, encoded
from autograder.platforms.feedback import PAGE
from autograder.platforms.nbgrader.collected import SECRET, sentence, taken_from
from autograder.platforms.nbgrader.notebooks import add_missing_notebooks
from autograder.records import Assignment

MAX_SECRET_BYTES = 1000
NOBODY = "\0"  # begins no file name, so no account's


class CollectWithCarrier(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collection from the exchange, for hand-ins without a notebook too."""

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Finds what to collect; what is nobody's, or not theirs whom it names, replaces nothing and stops nobody."""
        super().init_src()
        self.src_records = [each for each in self.src_records if not each["username"].startswith(NOBODY)]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Whose hand-in is at `path`, and when it was last changed, by the file system's own clock.

        Anyone can write into the exchange, and name a folder after anybody and any time, or put there what is none.
        """
        name = os.path.basename(path)
        try:
            student, moment, why = self._student(path), self._changed(path), ""
        except (OSError, ValueError) as error:
            student, moment, why = f"{NOBODY}{path}", datetime.min, str(error)
        if why:
            self.log.error(f"{path!a} {why.encode('ascii', 'backslashreplace').decode()}, so it is not collected.")
        return {"username": student, "filename": name, "timestamp": moment}

    def _student(self, path: str) -> str:
        """Who handed in the folder at `path`. Raises `ValueError` if it is none, or not theirs whom it names."""
        # nbgrader's names: student+assignment+time, and perhaps +random; the time is the student's own, and never read.
        student, *rest = os.path.basename(path).rsplit("+", 3)
        if not student or len(rest) < 2 or rest[0] != self.coursedir.assignment_id:
            raise ValueError("is not named like student+assignment+time")
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            raise ValueError("is no folder")
        if self.check_owner and (owner := _owner(path)) != student:
            raise ValueError(
                f"is named after {student!a} and belongs to {owner} (if students' names in your course are not their "
                "accounts: c.ExchangeCollect.check_owner = False)"
            )
        return student

    def _changed(self, path: str) -> datetime:
        """When the folder at `path` or a file in it was last changed.

        Nobody can set a ctime, and a file's tells of changes that its folder's does not.
        """
        changed = os.lstat(path).st_ctime
        with os.scandir(path) as listing:
            names = [item.name for item in islice(listing, MAX_ARCHIVE_ENTRIES)]
        for name in (*names, *self._assignment().files):
            with suppress(OSError):  # not there, or no longer
                changed = max(changed, os.lstat(os.path.join(path, name)).st_ctime)
        return datetime.fromtimestamp(changed, UTC).replace(tzinfo=None)

    def copy_files(self) -> None:
        """Collects, and adds the notebooks that are missing."""
        self.check_owner = False  # is checked; nbgrader's own stops at what is gone meanwhile
        super().copy_files()
        add_missing_notebooks(_course(self.coursedir), [self._assignment()])

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copies the assignment's files, and a receipt of what else there is: not what Python or Jupyter would load.

        Tells what is not taken.
        """
        assignment, student = self._assignment(), Path(dest).parent.name
        files = {SECRET: secrets.token_hex(64).encode()} | read_files(Path(src), {SECRET: MAX_SECRET_BYTES})
        # Anyone can write into the exchange; nbgrader stops at a timestamp.txt that it cannot read.
        try:
            taken, receipt = taken_from(_course(self.coursedir), assignment, student, Path(src))
            files["timestamp.txt"] = f"{self._changed(src)} UTC".encode()
        except OSError as error:
            self.log.error(f"{src!a} is gone since it was found, so it is not collected: {error}")
            return
        if said := sentence(receipt):
            self.log.warning(said)
        with tempfile.TemporaryDirectory() as folder:
            for name, content in {**files, **taken, RECEIPT: encoded(receipt)}.items():
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
        self._copy_own_pages()

    def _copy_own_pages(self) -> None:
        """Gives those whose page of the kit's own is newer that one: students fetch one page for a notebook."""
        name = self.coursedir.assignment_id
        assignment = _course(self.coursedir).assignment(name)
        for folder in Path(self.coursedir.root, self.coursedir.feedback_directory).glob(f"*/{name}"):
            own, stock = folder / PAGE, (folder / assignment.notebook).with_suffix(".html")
            excluded = folder.parent.name in self.coursedir.student_id_exclude.split(",")
            if excluded or self.coursedir.student_id not in ("*", "", folder.parent.name):
                continue
            if own.is_file() and stock.is_file() and own.stat().st_mtime >= stock.stat().st_mtime:
                checksum = notebook_hash(secret=(folder / SECRET).read_text(), notebook_id=stock.stem)
                page = Path(self.dest_path, f"{checksum}.html")
                write_atomically(page, own.read_bytes())
                page.chmod(0o644)  # others read it, whose name for it nobody else knows


def _owner(path: str) -> str:
    """The account that a file belongs to; a link's own, not that of what it points to."""
    number = os.lstat(path).st_uid
    try:
        import pwd

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return f"the account {number}"


def _course(coursedir: Any) -> Course:
    return Course(Path(coursedir.root))
