"""Notebooks for hand-ins without one: nbgrader grades what has a notebook, and students may hand in modules alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect

from autograder.course import find_assignment
from autograder.records import Assignment


def add_missing_notebooks(root: Path, assignments: Iterable[Assignment]) -> list[Path]:
    """Puts the released notebook into each folder of submitted/ that has none; the notebooks that were added."""
    added = []
    for assignment in assignments:
        release = root / "assignments" / assignment.name / assignment.notebook
        for folder in (root / "submitted").glob(f"*/{assignment.name}"):
            notebook = folder / assignment.notebook
            if folder.is_dir() and release.is_file() and not (notebook.exists() or notebook.is_symlink()):
                shutil.copyfile(release, notebook)
                added.append(notebook)
    return added


class CollectWithCarrier(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collection from the exchange, for hand-ins without a notebook too."""

    def copy_files(self) -> None:
        """Collects, and adds the notebooks that are missing."""
        super().copy_files()
        root = Path(self.coursedir.root)
        add_missing_notebooks(root, [find_assignment(root / "source", self.coursedir.assignment_id)])
