"""Measures where planted mistakes cost points: in the exercise that is broken, or in others that are right."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

import msgspec

from autograder.course.markers import functions_in
from autograder.grading.carried import settled
from autograder.grading.pool import JudgeSettings, judge_all
from autograder.records import Assignment, Result
from autograder.release.proof import planted, planted_submissions


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
    broken = {label: broken_by(assignment, label, mistake.text) for label, mistake in planted(assignment).items()}
    return blamed(assignment, sorted(results, key=lambda result: result.student), broken)


def broken_by(assignment: Assignment, label: str, text: str) -> frozenset[str]:
    """The exercises that a mistake breaks: the one that it is named for, and those whose stubs it replaces."""
    named = assignment.exercise_of(label.removeprefix("wrong/"))
    replaced = {name for name, _ in functions_in(ast.parse(text))}
    others = (exercise for exercise in assignment.exercises if replaced.intersection(exercise.stubs))
    return frozenset(exercise.name for exercise in (named, *others) if exercise)


def blamed(assignment: Assignment, results: Iterable[Result], broken: Mapping[str, frozenset[str]]) -> Blame:
    """The same, of results that the planted mistakes have, given which exercises each has `broken`."""
    lost = elsewhere = charged = 0.0
    beyond, misnamed = [], []
    for result in results:
        own = broken[result.student]
        there = _lost(result, own)
        lost, elsewhere = lost + _lost(result), elsewhere + there
        charged += _lost(settled(result, forgive=False), own)
        beyond += [result.student] if there else []
        misnamed += [result.student] if any(set(check.carried) - own for check in result.checks) else []
    return Blame(assignment.name, lost, elsewhere, charged, tuple(beyond), tuple(misnamed))


def _lost(result: Result, without: frozenset[str] = frozenset()) -> float:
    """What a result lacks to full points, without what some exercises lack."""
    return sum(check.max_points - check.points for check in result.checks if check.exercise not in without)
