"""Says what a score is made of, as parts that add up to it."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.feedback.page.records import Mark, Marks, Part, Score
from autograder.records import Assignment, CheckResult, Result, Status


def score_of(assignment: Assignment, result: Result, marks: Marks, penalty: float) -> Score:
    """The score with what persons gave, less `penalty`, and what it is made of; parts of nothing are left out."""
    extra = {exercise.name for exercise in assignment.exercises if exercise.extra}
    own = [check for check in result.checks if check.exercise not in extra]
    public, hidden = ([check for check in own if check.hidden is secret] for secret in (False, True))
    written = [marks.questions.get(question.name, Mark()) for question in assignment.questions]
    parts = [
        Part("Checks that you have", _passed(public), _best(public)),
        Part("Hidden checks", _passed(hidden), _best(hidden)),
        Part("Failures that come from another exercise, forgiven", _forgiven(own)),
        Part("Extra credit", sum(check.points for check in result.checks if check.exercise in extra)),
        Part("Written answers", _given(written), sum(question.points for question in assignment.questions)),
        Part("Changed by hand", changed_by_hand(result, marks)),
        Part("Late", -penalty),
    ]
    unmarked = sum(q.points for q, mark in zip(assignment.questions, written, strict=True) if mark.points is None)
    best = sum(part.best or 0.0 for part in parts)
    total = max(0.0, sum(part.points for part in parts))
    return Score(total, best, tuple(part for part in parts if part.points or part.best), unmarked)


def changed_by_hand(result: Result, marks: Marks) -> float:
    """How many points more or fewer than the judge a person gave for exercises."""
    judged: dict[str, float] = {}
    for check in result.checks:
        judged[check.exercise] = judged.get(check.exercise, 0.0) + check.points
    return sum(
        (0.0 if mark.points is None else mark.points - judged.get(name, 0.0)) + mark.extra
        for name, mark in marks.exercises.items()
    )


def before_lateness(assignment: Assignment, result: Result, marks: Marks) -> float:
    """What a penalty is a share of."""
    return score_of(assignment, result, marks, 0.0).points


def _passed(checks: Iterable[CheckResult]) -> float:
    return sum(check.points for check in checks if check.status is Status.PASSED)


def _forgiven(checks: Iterable[CheckResult]) -> float:
    return sum(check.points for check in checks if check.status is not Status.PASSED)


def _best(checks: Iterable[CheckResult]) -> float:
    return sum(check.max_points for check in checks)


def _given(marks: Iterable[Mark]) -> float:
    return sum((mark.points or 0.0) + mark.extra for mark in marks)
