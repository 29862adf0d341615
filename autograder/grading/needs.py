"""Finds out which other exercises each check needs, and how long the solution takes here.

What each check needs is in the proof of a release. How long it takes is measured here, and has no place in files that
are the same everywhere: it is kept in the course's private folder.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.course.course import PROOF, Course
from autograder.course.solutions import solution_of, solution_without, solutions_needed
from autograder.files import digest, digest_of, kit_digest, write_atomically
from autograder.grading.keys import judged_key
from autograder.grading.pool import JudgeSettings, judge_all, judge_observed
from autograder.records import Assignment, Needs, Result, Status

FAILS = (Status.FAILED, Status.ERROR, Status.NOT_ATTEMPTED, Status.BLOCKED)


class Proved(msgspec.Struct, frozen=True):
    """What a proof says of needs, and of which source."""

    needs_key: str
    needs: dict[str, tuple[str, ...]]


class Found(msgspec.Struct, frozen=True):
    """What was found for the source with this `key`.

    `needs` are, by check, the other exercises without which it fails for the solution itself; `seconds` is the
    processor time that judging the solution takes.
    """

    key: str
    needs: dict[str, frozenset[str]]
    seconds: float


def found_of(course: Course, settings: JudgeSettings) -> Found:
    """What judging the solution shows, whole and without each exercise; judged once for each source."""
    path = course.needs / f"{settings.assignment.name}.json"
    key = _key(settings.assignment)
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=Found)
        if kept.key == key:
            return kept
    except (OSError, msgspec.DecodeError):
        pass
    proved = proved_needs(course.solutions / settings.assignment.name, settings.assignment)
    needs, ended = measured_needs(settings) if proved is None else (proved, True)
    found = Found(key, dict(needs), seconds_in(settings))
    if ended:
        write_atomically(path, msgspec.json.encode(found, order="deterministic"))
    return found


def proved_needs(folder: Path, assignment: Assignment) -> Needs | None:
    """What the proof in the teachers' `folder` says of this very source; None if it says nothing."""
    try:
        proved = msgspec.json.decode((folder / PROOF).read_bytes(), type=Proved)
    except (OSError, msgspec.DecodeError):
        return None
    if proved.needs_key != needs_key(assignment):
        return None
    return {check: frozenset(exercises) for check, exercises in proved.needs.items()}


def measured_needs(settings: JudgeSettings) -> tuple[Needs, bool]:
    """By check, the other exercises that it needs: judged now; and whether every check came to an end."""
    results = without_each(settings)
    ended = all(
        check.status not in (Status.TIMEOUT, Status.UNGRADED) for each in results.values() for check in each.checks
    )
    return needs_in(results), ended


def needs_key(assignment: Assignment) -> str:
    """A hash of the source on which needs depend."""
    return digest([judged_key(assignment), digest_of(solutions_needed(assignment))])


def seconds_in(settings: JudgeSettings) -> float:
    """The processor time that judging the solution takes: measured now."""
    (judged,) = judge_observed(settings, [solution_of(settings.assignment)])
    return round(judged.seconds, 2)


def without_each(settings: JudgeSettings) -> dict[str, Result]:
    """What the solution without an exercise earns, by that exercise: judged now."""
    assignment = settings.assignment
    results = judge_all(settings, [solution_without(assignment, exercise) for exercise in assignment.exercises])
    return {result.student: result for result in results}


def needs_in(without: dict[str, Result]) -> Needs:
    """The same, given what the solution without each exercise earns."""
    needs: dict[str, set[str]] = {}
    for exercise, result in sorted(without.items()):
        for check in result.checks:
            if check.exercise != exercise and check.status in FAILS:
                needs.setdefault(check.name, set()).add(exercise)
    return {check: frozenset(exercises) for check, exercises in sorted(needs.items())}


def _key(assignment: Assignment) -> str:
    return digest([needs_key(assignment), kit_digest()])
