"""Measures where planted mistakes cost points: in the exercise that is broken, or in others that are right."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from autograder.grading.carried import settled
from autograder.grading.pool import JudgeSettings, judge_all
from autograder.records import Assignment, Result
from autograder.release.proof import planted_submissions


class Blame(msgspec.Struct, frozen=True):
    """The points that planted mistakes lose, and those of them that exercises lose which are right.

    `charged` are those that right exercises would lose if what is carried were charged. `beyond` are the mistakes that
    cost right exercises points, `misnamed` those whose failures are said to come from another exercise.
    """

    assignment: str
    lost: float
    elsewhere: float
    charged: float
    beyond: tuple[str, ...]
    misnamed: tuple[str, ...]


def blame(assignment: Assignment, settings: JudgeSettings, progress: Callable[[], None] = lambda: None) -> Blame:
    """Judges every planted mistake as if a student had handed it in, and adds up what it loses where."""
    results = []
    for result in judge_all(settings, planted_submissions(assignment)):
        results.append(result)
        progress()
    return blamed(assignment, sorted(results, key=lambda result: result.student))


def blamed(assignment: Assignment, results: Iterable[Result]) -> Blame:
    """The same, of results that the planted mistakes have."""
    lost = elsewhere = charged = 0.0
    beyond, misnamed = [], []
    for result in results:
        broken = assignment.exercise_of(result.student.removeprefix("wrong/"))
        own = broken.name if broken else ""
        here = _lost(result, own)
        there = _lost(result) - here
        lost, elsewhere = lost + here + there, elsewhere + there
        charged += _lost(settled(result, forgive=False)) - _lost(settled(result, forgive=False), own)
        beyond += [result.student] if there else []
        misnamed += [result.student] if any(set(check.carried) - {own} for check in result.checks) else []
    return Blame(assignment.name, lost, elsewhere, charged, tuple(beyond), tuple(misnamed))


def _lost(result: Result, exercise: str = "") -> float:
    """What a result lacks to full points, in all exercises or in one."""
    checks = [check for check in result.checks if exercise in ("", check.exercise)]
    return sum(check.max_points - check.points for check in checks)
