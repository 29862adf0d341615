"""Holds what a judge hands back of one submission."""

from __future__ import annotations

import msgspec

from autograder.checks.details import plain_text, words
from autograder.checks.observations import Observations
from autograder.records import CheckResult, Result, Status, Submission

JUDGES_ENDED = (
    "The judge ended while it was at this submission, twice. Grade it again; report it if that does not help."
)


class Judged(msgspec.Struct, frozen=True):
    """The result of a submission, the processor time that it took, and what its code answered, unless it is trusted.

    `ran` names the checks that its code was run for: not those that were answered as they had been before.
    """

    result: Result
    observations: Observations | None = None
    seconds: float = 0.0
    ran: tuple[str, ...] = ()


def ungraded(assignment: str, submission: Submission, message: str = JUDGES_ENDED) -> Result:
    """The result of a submission that nobody could judge, and why."""
    details = (words(message),)
    checks = (CheckResult("all", "", False, Status.UNGRADED, 0.0, 0.0, plain_text(details), 0.0, details=details),)
    return Result(submission.student, assignment, 0.0, 0.0, (), checks)
