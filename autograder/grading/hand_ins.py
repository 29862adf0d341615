"""Says for the log which hand-in a result is of: when it came, from where, and for how many."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from autograder.errors import Problem
from autograder.grading.log import HandIn
from autograder.intake.attempts import earlier_attempts, receipt_of
from autograder.intake.received import received_at
from autograder.records import Result


def hand_in_of(submitted: Path, result: Result) -> HandIn | None:
    """What lies in `submitted` of the student and the assignment of a result; None if nothing does."""
    place = submitted / result.student / result.assignment
    if not place.is_dir():
        return None
    receipt, earlier = receipt_of(place), earlier_attempts(submitted, result.student, result.assignment)
    files = receipt.taken if receipt else sorted(path.name for path in place.iterdir() if path.suffix == ".py")
    along = [f"{name} (of {when or 'an earlier attempt'})" for name, when in receipt.along] if receipt else []
    others = {*receipt.group} - {result.student} if receipt else set()
    source = receipt.source if receipt and not others else ""  # a group's may be called after another of them
    return HandIn(len(earlier) + 1, _told(place), source, (*files, *along), len(others))


def _told(place: Path) -> str:
    try:
        received = received_at(place)
    except Problem:  # which whoever reckons with it is told
        return ""
    return in_words(received) if received else ""


def in_words(moment: datetime) -> str:
    """A time in UTC, to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
