"""Adds notebooks to hand-ins without one: nbgrader grades notebooks, and students may hand in modules alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.course.course import Course
from autograder.intake.attempts import Stored
from autograder.intake.received import TIMESTAMP
from autograder.records import Assignment

LONG_AGO = "1970-01-01 00:00:00 UTC\n"


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


def outdate(course: Course, assignment: Assignment) -> Callable[[str, Stored], None]:
    """Makes nbgrader grade anew a student of whom something else counts, or the same since another time.

    In the latter case what it graded stays, for who exports before; it grades what has a later time than that.
    """

    def outdated(student: str, stored: Stored) -> None:
        if stored is Stored.ATTEMPT:
            forget_autograded(course, assignment)(student)
        elif (graded := course.autograded / student / assignment.name).is_dir():
            (graded / TIMESTAMP).write_text(LONG_AGO, encoding="utf-8")

    return outdated


def forget_autograded(course: Course, assignment: Assignment) -> Callable[[str], None]:
    """Makes nbgrader grade a student anew: it passes over what is in autograded/, unless it has a later timestamp."""
    return lambda student: shutil.rmtree(course.autograded / student / assignment.name, ignore_errors=True)
