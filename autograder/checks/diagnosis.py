"""Names the planted mistake whose observations a submission's are, if they are exactly one's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from autograder.checks.details import in_order, plain_text
from autograder.records import Assignment, CheckResult, Detail, Label, Status

DIAGNOSES = "diagnoses.json"
UNKNOWN = "?"  # of a check that ends without an answer to compare


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """A mistake as students are told of it, and what checks observe of it: hashes, by the names of those that fail.

    `hint` is the number of the hint that speaks of it; 0 if none does.
    """

    says: str
    exercise: str
    seen: dict[str, str]
    hint: int = 0


class Diagnoses(msgspec.Struct, frozen=True, omit_defaults=True):
    """The known mistakes of an assignment.

    `doubtful` are texts of checks, by the check, that fit several of the mistakes, and so say nothing of any.
    """

    known: tuple[Known, ...] = ()
    doubtful: dict[str, tuple[str, ...]] = {}


NONE_KNOWN = Diagnoses()


def read_diagnoses(folder: Path) -> Diagnoses:
    """What the release in `folder` knows of mistakes; nothing if there is no table, or none that can be read."""
    try:
        return msgspec.json.decode((folder / DIAGNOSES).read_bytes(), type=Diagnoses)
    except (OSError, msgspec.DecodeError):
        return NONE_KNOWN


def observed(checks: Iterable[CheckResult]) -> dict[str, str]:
    """The hash of what each public check observed, '' where it passed; without those of which nothing is known."""
    return {
        check.name: check.seen if check.status is not Status.PASSED else ""
        for check in checks
        if not check.hidden and (check.status is Status.PASSED or check.seen)
    }


def fitting(known: Iterable[Known], seen: Mapping[str, str]) -> list[Known]:
    """The mistakes of which all these checks observe just this."""
    return [each for each in known if all(each.seen.get(check, "") == hashed for check, hashed in seen.items())]


def diagnosed(assignment: Assignment, checks: list[CheckResult], table: Diagnoses) -> dict[str, Known]:
    """The known mistakes by the failing public checks that show them.

    First all checks are asked together. Where no mistake accounts for all of them there may be several: then each
    exercise is asked by itself, in order, and the first failure that nobody accounts for ends it, because what comes
    later may come from there.
    """
    seen = observed(checks)
    failing = {check for check, hashed in seen.items() if hashed}
    if whole := fitting(table.known, seen) if failing else []:
        ran = {exercise.name for check in seen if (exercise := assignment.exercise_of(check))}
        return dict.fromkeys(failing, whole[0]) if len(whole) == 1 and whole[0].exercise in ran else {}
    late = {check.name for check in checks if check.status in (Status.TIMEOUT, Status.ERROR) and not check.seen}
    owners = {check: assignment.exercise_of(check) for check in (*seen, *late)}
    named: dict[str, Known] = {}
    explained: set[str] = set()
    for exercise in assignment.exercises:
        own = {c: hashed for c, hashed in seen.items() if owners[c] == exercise}
        if explained >= own.keys() & failing:
            continue
        found = [each for each in fitting(table.known, own) if not any(seen.get(check) == "" for check in each.seen)]
        if len(found) != 1 or found[0].exercise != exercise.name:
            return named
        named |= {check: found[0] for check, hashed in found[0].seen.items() if seen.get(check) == hashed}
        explained |= found[0].seen.keys()
        if any(owners[check] == exercise for check in late):
            return named
    return named


def with_diagnosis(assignment: Assignment, checks: list[CheckResult], table: Diagnoses) -> list[CheckResult]:
    """The checks, those first told what is probably wrong of which it is known."""
    named = diagnosed(assignment, checks, table)
    return [_told(check, named.get(check.name), table.doubtful.get(check.name, ())) for check in checks]


def _told(check: CheckResult, mistake: Known | None, doubtful: tuple[str, ...]) -> CheckResult:
    own = [each for each in check.details if each.label is Label.LIKELY and each.text not in doubtful]
    if mistake and max((len(each.text) for each in own), default=0) < len(mistake.says):
        own = [Detail(Label.LIKELY, mistake.says, mistake.says)]  # otherwise the check itself says more
    kept = in_order([*own, *(each for each in check.details if each.label is not Label.LIKELY)])
    return msgspec.structs.replace(check, details=tuple(kept), message=plain_text(kept))
