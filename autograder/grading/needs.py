"""Finds out which other exercises each check needs, and keeps it in the course's private folder."""

from __future__ import annotations

import msgspec

from autograder.course.course import Course
from autograder.course.manifest import MANIFEST
from autograder.course.solutions import solution_without, solutions_needed
from autograder.files import digest, digest_of, files_below, kit_digest, write_atomically
from autograder.grading.pool import JudgeSettings, judge_all
from autograder.grading.tracing import Needs
from autograder.records import Assignment, Result, Status

FAILS = (Status.FAILED, Status.ERROR, Status.NOT_ATTEMPTED, Status.BLOCKED)


class _Kept(msgspec.Struct, frozen=True):
    """What was found for the source with this `key`."""

    key: str
    needs: dict[str, frozenset[str]]


def needs_of(course: Course, settings: JudgeSettings) -> Needs:
    """By check, the other exercises without which it fails for the solution itself; judged once for each source."""
    path = course.needs / f"{settings.assignment.name}.json"
    key = _key(settings.assignment)
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
        if kept.key == key:
            return kept.needs
    except (OSError, msgspec.DecodeError):
        pass
    results = without_each(settings)
    found = needs_in(results)
    if all(check.status not in (Status.TIMEOUT, Status.UNGRADED) for each in results.values() for check in each.checks):
        write_atomically(path, msgspec.json.encode(_Kept(key, found), order="deterministic"))
    return found


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
    own = {name: (assignment.folder / name).read_bytes() for name in (MANIFEST, *assignment.files)}
    checks = files_below(assignment.folder / "checks")
    return digest([digest_of(own), digest_of(checks), digest_of(solutions_needed(assignment)), kit_digest()])
