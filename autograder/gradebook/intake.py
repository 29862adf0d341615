"""nbgrader's own collection, for hand-ins without a notebook too."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from autograder.bench import MAX_MODULE_BYTES
from autograder.course import find_assignment
from autograder.gradebook.carrier import MAX_NOTEBOOK_BYTES
from autograder.gradebook.files import read_files
from autograder.gradebook.notebooks import add_missing_notebooks
from autograder.records import Assignment

SECRET = "submission_secret.txt"  # names a student's feedback in the exchange; without one, nbgrader releases nobody's
MAX_SECRET_BYTES = 1000


class CollectWithCarrier(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collection from the exchange, for hand-ins without a notebook too."""

    def copy_files(self) -> None:
        """Collects, and adds the notebooks that are missing."""
        super().copy_files()
        add_missing_notebooks(Path(self.coursedir.root), [self._assignment()])

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
        return find_assignment(Path(self.coursedir.root) / "source", self.coursedir.assignment_id)
