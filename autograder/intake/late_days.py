"""Spends each student's budget of late days: days that cost nothing, for all assignments of a course together.

They are spent by themselves, in the order of the assignments' dates, on what counts now. Each member of a group spends
their own. A day that is spent is an extension, so that everything that reckons with extensions agrees.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import msgspec

from autograder.course.policy import SECONDS_PER_DAY, Policy
from autograder.intake.received import received_at


def with_free_days(policy: Policy, submitted: Path, students: Iterable[str] = ()) -> Policy:
    """`policy` with the extensions of everybody who handed in, or of the `students`, longer by what they spend."""
    if not policy.late.free_days:
        return policy
    extensions = {name: dict(own) for name, own in policy.extensions.items()}
    for student in students or _students(submitted):
        for assignment, days in spent(policy, submitted, student).items():
            deadline = policy.deadline(assignment, student)
            if deadline is not None:
                extensions.setdefault(assignment, {})[student] = deadline + timedelta(days=days)
    return msgspec.structs.replace(policy, extensions=extensions)


def spent(policy: Policy, submitted: Path, student: str) -> dict[str, int]:
    """The days that a student spends on each assignment that is late, of those that the course gives."""
    left = policy.late.free_days
    found: dict[str, int] = {}
    for assignment in sorted(policy.due, key=lambda name: (policy.due[name], name)):
        received = received_at(submitted / student / assignment)
        seconds = policy.seconds_late(assignment, student, received)
        if left and seconds > policy.late.grace_hours * 3600:
            found[assignment] = min(left, math.ceil(seconds / SECONDS_PER_DAY))
            left -= found[assignment]
    return found


def _students(submitted: Path) -> Iterable[str]:
    return [place.name for place in submitted.glob("[!.]*/")]
