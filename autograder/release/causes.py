"""Derives from a proof which checks fail together through which exercise, for students, who have no solution."""

from __future__ import annotations

import msgspec

from autograder.course.manifest import check_names, public_checks
from autograder.records import Assignment
from autograder.release.proof import Proof

CAUSES = "checks/causes.json"
Together = dict[str, list[list[str]]]


def causes_of(assignment: Assignment, proof: Proof) -> Together:
    """By exercise, the public checks that one of its planted mistakes fails, where others' checks are among them."""
    public = check_names(public_checks(assignment))
    found: dict[str, set[tuple[str, ...]]] = {}
    for label, failed in proof.failed.items():
        broken = _owner(assignment, label.removeprefix("wrong/")) if label.startswith("wrong/") else ""
        together = tuple(check for check in failed if check in public)
        owners = {_owner(assignment, check) for check in together}
        if broken in owners and len(owners) > 1:
            found.setdefault(broken, set()).add(together)
    return {exercise.name: list(map(list, sorted(found.get(exercise.name, ())))) for exercise in assignment.exercises}


def _owner(assignment: Assignment, name: str) -> str:
    exercise = assignment.exercise_of(name)
    return exercise.name if exercise else ""


def record_of_causes(causes: Together) -> bytes:
    """The content of the file in the release: a line for each mistake, without a word of what it is."""
    rows = {name: [msgspec.json.encode(row).decode() for row in together] for name, together in causes.items()}
    listed = (f'"{name}": [\n  ' + ",\n  ".join(lines) + "\n]" for name, lines in rows.items() if lines)
    return ("{\n" + ",\n".join(listed) + "\n}\n").encode()
