"""Reads reference solutions, as if they had been handed in."""

from __future__ import annotations

from autograder.course.manifest import find_assignment
from autograder.course.markers import solution_text, stub_text
from autograder.records import Assignment, Exercise, Submission


def solution_of(assignment: Assignment) -> Submission:
    """The reference solution of the assignment."""
    paths = [assignment.folder / name for name in assignment.files]
    texts = {path.name: solution_text(path.read_text(encoding="utf-8"), str(path)) for path in paths}
    return Submission("solution", {name: text.encode() for name, text in texts.items()})


def solution_without(assignment: Assignment, exercise: Exercise) -> Submission:
    """The reference solution, but for one exercise, which is as students get it."""
    paths = [assignment.folder / name for name in assignment.files]
    texts = {path.name: stub_text(path.read_text(encoding="utf-8"), str(path), exercise.stubs) for path in paths}
    return Submission(exercise.name, {name: text.encode() for name, text in texts.items()})


def solutions_needed(assignment: Assignment) -> dict[str, bytes]:
    """The solution modules of the earlier assignments that this one needs, in order."""
    needed = [find_assignment(assignment.folder.parent, name) for name in assignment.needs]
    return {name: content for earlier in needed for name, content in solution_of(earlier).files.items()}
