"""nbgrader's own collection, for hand-ins without a notebook too."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect

from autograder.course import find_assignment
from autograder.gradebook.notebooks import add_missing_notebooks


class CollectWithCarrier(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collection from the exchange, for hand-ins without a notebook too."""

    def copy_files(self) -> None:
        """Collects, and adds the notebooks that are missing."""
        super().copy_files()
        root = Path(self.coursedir.root)
        add_missing_notebooks(root, [find_assignment(root / "source", self.coursedir.assignment_id)])
