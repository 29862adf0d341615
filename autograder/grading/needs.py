"""Finds out which other exercises each check needs, and how long the solution takes here.

Both are kept in the course's private folder: what is measured has no place in files that are the same everywhere.
"""

from __future__ import annotations

import msgspec

from autograder.course.course import Course
from autograder.course.solutions import solution_of, solution_without, solutions_needed
from autograder.files import digest, digest_of, kit_digest, write_atomically
from autograder.grading.keys import judged_key
from autograder.grading.pool import JudgeSettings, judge_all, judge_observed
from autograder.records import Assignment, Result, Status

FAILS = (Status.FAILED, Status.ERROR, Status.NOT_ATTEMPTED, Status.BLOCKED)


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
    results = without_each(settings)
    found = Found(key, dict(needs_in(results)), seconds_in(settings))
    if all(check.status not in (Status.TIMEOUT, Status.UNGRADED) for each in results.values() for check in each.checks):
        write_atomically(path, msgspec.json.encode(found, order="deterministic"))
    return found


def seconds_in(settings: JudgeSettings) -> float:
    """The processor time that judging the solution takes: measured now."""
    (judged,) = judge_observed(settings, [solution_of(settings.assignment)])
    return round(judged.seconds, 2)


def without_each(settings: JudgeSettings) -> dict[str, Result]:
    """What the solution without an exercise earns, by that exercise: judged now."""
    assignment = settings.assignment
    results = judge_all(settings, [solution_without(assignment, exercise) for exercise in assignment.exercises])
    return {result.student: result for result in results}


def needs_in(without: dict[str, Result]) -> dict[str, frozenset[str]]:
    """The same, given what the solution without each exercise earns."""
    needs: dict[str, set[str]] = {}
    for exercise, result in sorted(without.items()):
        for check in result.checks:
            if check.exercise != exercise and check.status in FAILS:
                needs.setdefault(check.name, set()).add(exercise)
    return {check: frozenset(exercises) for check, exercises in sorted(needs.items())}


def _key(assignment: Assignment) -> str:
    return digest([judged_key(assignment), digest_of(solutions_needed(assignment)), kit_digest()])
