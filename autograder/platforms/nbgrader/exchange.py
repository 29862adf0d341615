"""Keeps nbgrader's own collection, from its exchange or from archives, to an assignment's files."""

from __future__ import annotations

import os
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.utils import notebook_hash

from autograder.course.course import Course
from autograder.files import read_files, write_atomically
from autograder.intake.limits import MAX_MODULE_BYTES, MAX_NOTEBOOK_BYTES
from autograder.platforms.feedback import PAGE
from autograder.platforms.nbgrader.notebooks import add_missing_notebooks
from autograder.records import Assignment

SECRET = "submission_secret.txt"  # names a student's feedback in the exchange; without one, nbgrader releases nobody's
MAX_SECRET_BYTES = 1000
NOBODY = "\0"  # begins no file name, so no account's


class CollectWithCarrier(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collection from the exchange, for hand-ins without a notebook too."""

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Finds what to collect; what names somebody to whom it does not belong replaces nothing of theirs."""
        super().init_src()
        forged = [record for record in self.src_records if record["username"].startswith(NOBODY)]
        self.src_records = [record for record in self.src_records if record not in forged]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Whose hand-in is at `path`, and when it was last changed, by the file system's own clock.

        Anyone can write into the exchange, and name a folder after anybody and any time; nobody can set a ctime, and
        a file's tells of changes that its folder's does not.
        """
        record: dict[str, Any] = super()._path_to_record(path)
        assignment = self._assignment()
        places = [path, *(os.path.join(path, name) for name in (*assignment.files, assignment.notebook))]
        changed = max((os.lstat(place).st_ctime for place in places if os.path.lexists(place)), default=0.0)
        record["timestamp"] = datetime.fromtimestamp(changed, UTC).replace(tzinfo=None)
        if self.check_owner and (owner := _owner(path)) != record["username"]:
            self.log.error(
                f"{path!a} is named after {record['username']!a} and belongs to {owner}, so it is not collected. "
                "If students' names in your course are not their accounts: c.ExchangeCollect.check_owner = False"
            )
            record["username"] = f"{NOBODY}{path}"
        return record

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


def _name(file_id: str, submitted_file: str) -> str:
    """What `zip_collect` would call it below the student's folder."""
    return os.path.splitext(file_id)[0] + os.path.splitext(submitted_file)[1]
