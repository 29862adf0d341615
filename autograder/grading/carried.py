"""Says of what failed where it comes from, and what that is worth by the rules of the course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from autograder.checks.details import capped, plain_text, words
from autograder.records import Assignment, CheckResult, Result, Status

# Of an exercise that is not attempted there is nothing that could pass; what is ungraded has no verdict at all.
TRACED = (Status.FAILED, Status.ERROR, Status.TIMEOUT, Status.BLOCKED)


def with_origins(result: Result, carried: Mapping[str, tuple[str, ...]]) -> Result:
    """The result in which each of the checks `carried` says which exercises it comes from, at full points."""
    checks = tuple(_from(check, carried[check.name]) if check.name in carried else check for check in result.checks)
    return settled(msgspec.structs.replace(result, checks=checks))


def _from(check: CheckResult, exercises: tuple[str, ...]) -> CheckResult:
    details = capped((words(origin_of(exercises)), *check.details))
    return msgspec.structs.replace(check, carried=exercises, details=details, message=plain_text(details))


def origin_of(exercises: tuple[str, ...]) -> str:
    """The sentence on a failure that comes from these exercises."""
    names = " and ".join(f"`{name}`" for name in exercises)
    return f"This comes from {names}: beside the right {'one' if len(exercises) == 1 else 'ones'} it passes."


def repriced(result: Result, assignment: Assignment, forgive: bool) -> Result:
    """The result at the points that the assignment gives its checks now; one that is held stays as it is."""
    if result.held or result.ungraded:
        return result
    checks = tuple(msgspec.structs.replace(c, max_points=assignment.points_of(c.name)) for c in result.checks)
    extra = {exercise.name for exercise in assignment.exercises if exercise.extra}
    best = sum(check.max_points for check in checks if check.exercise not in extra)
    return settled(msgspec.structs.replace(result, checks=checks, max_score=best), forgive)


def settled(result: Result, forgive: bool = True) -> Result:
    """The result with the points that its verdicts are worth: what is carried gives its points if that is forgiven.

    A mistake costs once: in checks of its own exercise, or where these do not see it, in the first one that does.
    """
    charged = _charged(result.checks) if forgive else {check.name for check in result.checks}

    def points(check: CheckResult) -> float:
        forgiven = check.carried and check.name not in charged
        return check.max_points if check.status is Status.PASSED or forgiven else 0.0

    checks = tuple(msgspec.structs.replace(check, points=points(check)) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks, score=sum(check.points for check in checks))


def _charged(checks: Iterable[CheckResult]) -> set[str]:
    """The carried checks that come from an exercise which nothing before them pays for."""
    checks = list(checks)
    paid = {check.exercise for check in checks if check.status is not Status.PASSED and not check.carried}
    charged: set[str] = set()
    for exercise in dict.fromkeys(check.exercise for check in checks):
        unpaid = [c for c in checks if c.exercise == exercise and c.carried and not paid.issuperset(c.carried)]
        charged |= {check.name for check in unpaid}
        paid |= {origin for check in unpaid for origin in check.carried}
    return charged
