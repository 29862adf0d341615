"""Says of a check that pytest has collected what it is called, belongs to and is worth, and records its verdict."""

from __future__ import annotations

import pytest

from autograder.checks import plugin
from autograder.checks.details import plain_text
from autograder.checks.probes import names_asked
from autograder.checks.time_outs import asked_by
from autograder.records import Assignment, CheckResult, Status, Verdict


class CheckPlan:
    """What one collected check is called, belongs to and is worth."""

    def __init__(self, item: pytest.Function, assignment: Assignment) -> None:
        self.item = item
        self.name = plugin.check_name(item)
        exercise = assignment.exercise_of(self.name)
        assert exercise is not None
        self.exercise = exercise.name
        self.order = assignment.exercises.index(exercise)
        self.hidden = plugin.is_hidden(item)
        self.draws = "rng" in getattr(item, "fixturenames", ())
        self.sentence = plugin.sentence(item)
        self.points = assignment.points_of(self.name)
        self.seconds = assignment.seconds_of(self.name)
        self.asked = asked_by(assignment, self.name, names_asked(item.function))

    def result(self, verdict: Verdict) -> CheckResult:
        """The record of this check with its verdict."""
        return CheckResult(
            name=self.name,
            exercise=self.exercise,
            hidden=self.hidden,
            status=verdict.status,
            points=self.points if verdict.status is Status.PASSED else 0.0,
            max_points=self.points,
            message=plain_text(verdict.details),
            seconds=round(verdict.seconds, 4),
            sentence=self.sentence,
            details=verdict.details,
            fault=verdict.fault,
            seen=verdict.seen,
        )
