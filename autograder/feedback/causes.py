"""Tells which failures of a student's probably come from another exercise, by what planted mistakes made fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from autograder.records import CheckResult, Status

FILE = "checks/causes.json"
FAILURES = (Status.FAILED, Status.ERROR, Status.TIMEOUT, Status.BLOCKED)
Together = Mapping[str, list[frozenset[str]]]


def read_causes(folder: Path) -> Together:
    """By exercise, the sets of checks that one mistake in it fails, as the release says; nothing if it does not."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=dict[str, list[frozenset[str]]])
    except (OSError, msgspec.DecodeError):
        return {}


def probable_causes(checks: Iterable[CheckResult], together: Together) -> dict[str, str]:
    """By failing check, the other exercise that it probably fails through."""
    owners = {check.name: check.exercise for check in checks if check.status in FAILURES}
    reach = {exercise: frozenset[str]().union(*sets) for exercise, sets in together.items()}
    left = set(owners)
    causes: dict[str, str] = {}
    while found := _next_cause(together, reach, owners, left):
        exercise, explained = found
        causes |= {check: exercise for check in explained & left if owners[check] != exercise}
        left -= explained | {check for check, owner in owners.items() if owner == exercise}
    return causes


def _next_cause(
    together: Together, reach: Mapping[str, frozenset[str]], owners: Mapping[str, str], left: set[str]
) -> tuple[str, frozenset[str]] | None:
    """The likeliest cause of what is left, and what it explains.

    It is the first exercise with a failure of its own that no other failing one is known to bring about: it explains
    all that it is known to. If there is none, it is the one with a mistake that explains most.
    """
    failing = {owners[check] for check in left}
    for exercise in together:
        others = failing - {exercise}
        own = [check for check in left if owners[check] == exercise]
        if any(not any(check in reach.get(other, ()) for other in others) for check in own):
            return exercise, reach[exercise]
    fitting = (
        (exercise, explained)
        for exercise, sets in together.items()
        for explained in sets
        if explained <= owners.keys() and any(owners[check] == exercise for check in explained & left)
    )
    return max(fitting, key=lambda found: len(found[1] & left), default=None)
