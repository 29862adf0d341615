"""Adds notebooks to hand-ins without one: nbgrader grades notebooks, and students may hand in modules alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.course.course import Course
from autograder.records import Assignment


def add_missing_notebooks(
    course: Course, assignments: Iterable[Assignment], submitted: Path | None = None
) -> list[Path]:
    """Puts the released notebook into each folder of submitted/ that has none; the notebooks that were added."""
    added = []
    for assignment in assignments:
        release = course.assignments / assignment.name / assignment.notebook
        for folder in (submitted or course.submitted).glob(f"*/{assignment.name}"):
            notebook = folder / assignment.notebook
            if folder.is_dir() and release.is_file() and not (notebook.exists() or notebook.is_symlink()):
                shutil.copyfile(release, notebook)
                added.append(notebook)
    return added


def forget_autograded(course: Course, assignment: Assignment) -> Callable[[str], None]:
    """Makes nbgrader grade a student anew: it passes over what is in autograded/, unless it has a later timestamp."""
    return lambda student: shutil.rmtree(course.autograded / student / assignment.name, ignore_errors=True)
