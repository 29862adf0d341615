"""Tells which failures of a student's probably come from another exercise, by what planted mistakes made fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.records import CheckResult, Label, Status

FILE = "checks/causes.json"
FAILURES = (Status.FAILED, Status.ERROR, Status.TIMEOUT, Status.BLOCKED)
Together = Mapping[str, list[frozenset[str]]]


def read_causes(folder: Path) -> Together:
    """By exercise, the sets of checks that one mistake in it fails, as the release says; nothing if it does not."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=dict[str, list[frozenset[str]]])
    except (OSError, msgspec.DecodeError):
        return {}


def probable_causes(checks: Sequence[CheckResult], together: Together) -> dict[str, str]:
    """By failing check, the other exercise that it probably fails through.

    A check that was not begun fails through others, and no other through it. Of what names its own mistake none is
    looked for.
    """
    owners = {check.name: check.exercise for check in checks if check.status in FAILURES}
    broken = {check.name for check in checks if check.status in FAILURES and check.status is not Status.BLOCKED}
    told = {check.name for check in checks if any(detail.label is Label.LIKELY for detail in check.details)}
    reach = {exercise: frozenset[str]().union(*sets) for exercise, sets in together.items()}
    may_have = {
        exercise: frozenset[str]().union(*sets) for exercise, sets in _that_happened(checks, together, broken).items()
    }
    left = set(owners)
    causes: dict[str, str] = {}
    while found := _next_cause(together, reach, owners, left & broken):
        exercise, explained = found
        likely = (explained & may_have[exercise] & left) - told
        causes |= {check: exercise for check in likely if owners[check] != exercise}
        left -= explained | {check for check, owner in owners.items() if owner == exercise}
    return causes


def _that_happened(checks: Iterable[CheckResult], together: Together, broken: set[str]) -> Together:
    """Of each exercise the mistakes that may have been made: most of its own checks that they fail are broken."""
    exercises = {check.name: check.exercise for check in checks}

    def may_be(exercise: str, failed: frozenset[str]) -> bool:
        own = {name for name in failed if exercises.get(name) == exercise}
        return 2 * len(own & broken) >= len(own)

    return {who: [failed for failed in sets if may_be(who, failed)] for who, sets in together.items()}


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
