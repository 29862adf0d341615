"""Changes a new assignment's folder, and builds a release of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.course.manifest import read_assignment
from autograder.errors import Problem
from autograder.release.build import build_release

STUDENTS, TEACHERS = "assignments/08_attention", "solutions/08_attention"
OWN = """
[exercises.mean_absolute_error.checks]
mean_absolute_error_by_hand = { points = 2, seconds = 1 }
mean_absolute_error_agrees = { points = 30 }
"""


def built(folder: Path, where: str = STUDENTS) -> dict[str, bytes]:
    """The files of a release of the assignment in `folder`."""
    return dict(build_release(Course(folder.parents[1]), read_assignment(folder))[where])


def problem_of(folder: Path) -> str:
    """What stops the build."""
    with pytest.raises(Problem) as caught:
        built(folder)
    return str(caught.value)


def add(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
