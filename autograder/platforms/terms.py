"""Notes in the log what a class's scores depend on beside verdicts, as course.toml and the gradebook have it now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from autograder.course.course import Course
from autograder.feedback.page.records import Mark, Marks
from autograder.grading.terms import Terms, note_terms, terms_of
from autograder.records import Assignment


def note_class_terms(
    course: Course,
    assignment: Assignment,
    places: tuple[Path, Path],
    students: Iterable[str],
    marks: Mapping[str, Marks] | None = None,
) -> None:
    """Notes what is new of each of the `students`; `places` are the folders of results and of submissions.

    Without `marks` nothing is said of any. Raises `Problem` if the log cannot be read or written.
    """
    results, submitted = places
    terms: dict[str, Terms] = terms_of(course.policy, submitted, assignment.name, list(students))
    for student, own in (marks or {}).items():
        terms[student] = {**terms.get(student, {}), "marked": "; ".join(_by_hand(assignment, own))}
    note_terms(results, assignment.name, terms)


def _by_hand(assignment: Assignment, marks: Marks) -> Iterator[str]:
    best = {question.name: question.points for question in assignment.questions}
    for name, mark in marks.exercises.items():
        if mark.points is not None or mark.extra:
            yield f"{name}, by hand: {_points(mark, 'in place of what the judge gave')}"
    for name, mark in marks.questions.items():
        if mark.points is not None or mark.extra:
            yield f"question {name}, by hand: {_points(mark, f'of {best.get(name, 0):g}')}"


def _points(mark: Mark, of: str) -> str:
    given = [] if mark.points is None else [f"{mark.points:g} {of}"]
    return " and ".join([*given, *([f"{mark.extra:+g} on top"] if mark.extra else [])])
