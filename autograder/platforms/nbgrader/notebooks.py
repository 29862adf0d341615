"""Notebooks for hand-ins without one: nbgrader grades what has a notebook, and students may hand in modules alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.records import Assignment


def add_missing_notebooks(root: Path, assignments: Iterable[Assignment], submitted: Path | None = None) -> list[Path]:
    """Puts the released notebook into each folder of submitted/ that has none; the notebooks that were added."""
    added = []
    for assignment in assignments:
        release = root / "assignments" / assignment.name / assignment.notebook
        for folder in (submitted or root / "submitted").glob(f"*/{assignment.name}"):
            notebook = folder / assignment.notebook
            if folder.is_dir() and release.is_file() and not (notebook.exists() or notebook.is_symlink()):
                shutil.copyfile(release, notebook)
                added.append(notebook)
    return added


def autograded_again(root: Path, assignment: Assignment) -> Callable[[str], None]:
    """Makes nbgrader grade a student anew: it passes over what is in autograded/, unless it has a later timestamp."""
    return lambda student: shutil.rmtree(root / "autograded" / student / assignment.name, ignore_errors=True)
