"""Notes in the log what scores depend on beside verdicts: extensions, lateness, and marks by hand, when they change."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from autograder.course.policy import Policy, late_penalty
from autograder.errors import Problem
from autograder.grading.hand_ins import in_words
from autograder.grading.log import Entry, append, now, read_log
from autograder.intake.late_days import spent
from autograder.intake.received import received_at

Event = Literal["extended", "late", "marked"]
# What is true of a student for now, by what it is about; '' for nothing.
Terms = Mapping[Event, str]
OVER: Terms = {
    "extended": "there is no extension any more",
    "late": "it is not late any more",
    "marked": "nothing is given by hand any more",
}


def note_terms(results: Path, assignment: str, terms: Mapping[str, Terms]) -> None:
    """Notes by student what is not as the log has it. Raises `Problem` if that cannot be read or written."""
    last: dict[tuple[str, str], str] = {}
    for entry in read_log(results):
        if entry.assignment == assignment and entry.score is None:
            last[entry.student, entry.event] = entry.why
    for student, own in terms.items():
        for event, said in own.items():
            before = last.get((student, event), OVER[event])
            if before != (why := said or OVER[event]):
                append(results, Entry(now(), student, assignment, event, None, None, why))


def terms_of(policy: Policy, submitted: Path, assignment: str, students: Iterable[str]) -> dict[str, Terms]:
    """By student, the extension that course.toml gives, and what lateness costs, if an assignment has a date."""
    found: dict[str, Terms] = {}
    for each in students if assignment in policy.due else ():
        with contextlib.suppress(Problem):  # a time that cannot be read, which whoever reckons with it is told
            late = ", and ".join(_lateness(policy, submitted, assignment, each))
            found[each] = {"extended": _extension(policy, assignment, each), "late": late}
    return found


def _extension(policy: Policy, assignment: str, student: str) -> str:
    extended = policy.extensions.get(assignment, {}).get(student)
    if extended is None:
        return ""
    return f"an extension: due {in_words(extended)}, in place of {in_words(policy.due[assignment])}"


def _lateness(policy: Policy, submitted: Path, assignment: str, student: str) -> Iterator[str]:
    received = received_at(submitted / student / assignment)
    seconds = policy.seconds_late(assignment, student, received)
    deadline = policy.deadline(assignment, student)
    if seconds <= 0 or received is None or deadline is None:
        return
    days = spent(policy, submitted, student).get(assignment, 0)
    share = late_penalty(1.0, max(0.0, seconds - days * 86_400), policy.late)
    yield f"late: received {in_words(received)}, due {in_words(deadline)}"
    if days:
        yield f"{days} of the free days {'is' if days == 1 else 'are'} spent on it"
    yield f"it costs {100 * share:.4g} % of the score" if share else "it costs nothing"
