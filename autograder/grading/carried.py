"""Says of what failed where it comes from, and what that is worth by the rules of the course."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from autograder.checks.messages import capped, plain_text, reason
from autograder.records import CheckResult, Result, Status

# Of an exercise that is not attempted there is nothing that could pass; what is ungraded has no verdict at all.
TRACED = (Status.FAILED, Status.ERROR, Status.TIMEOUT, Status.BLOCKED)


def with_origins(result: Result, carried: Mapping[str, tuple[str, ...]]) -> Result:
    """The result in which each of the checks `carried` says which exercises it comes from, at full points."""
    checks = tuple(_from(check, carried[check.name]) if check.name in carried else check for check in result.checks)
    return settled(msgspec.structs.replace(result, checks=checks))


def _from(check: CheckResult, exercises: tuple[str, ...]) -> CheckResult:
    names = " and ".join(f"`{name}`" for name in exercises)
    origin = reason(f"This comes from {names}: beside the right {'one' if len(exercises) == 1 else 'ones'} it passes.")
    details = capped((origin, *check.details))
    return msgspec.structs.replace(check, carried=exercises, details=details, message=plain_text(details))


def settled(result: Result, forgive: bool = True) -> Result:
    """The result with the points that its verdicts are worth: what is carried gives its points if that is forgiven.

    It does where those exercises pay with checks of their own, so that no mistake costs nothing.
    """
    paying = {check.exercise for check in result.checks if check.status is not Status.PASSED and not check.carried}

    def points(check: CheckResult) -> float:
        forgiven = forgive and check.carried and paying.issuperset(check.carried)
        return check.max_points if check.status is Status.PASSED or forgiven else 0.0

    checks = tuple(msgspec.structs.replace(check, points=points(check)) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks, score=sum(check.points for check in checks))
