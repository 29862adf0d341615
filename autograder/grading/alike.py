"""Tells equal mistakes from others by what wrong code gives for inputs that are the same for the whole class.

Checks that draw their inputs draw them for each submission, and one that fails may see other exercises' mistakes too.
So of each exercise that fails by itself, those are asked once more: by what all are asked, beside right exercises.
Nothing of that is scored, and all that a student is shown of it is the sentence of a planted mistake that gives just
the same. It is what proofs ask too, so that planted mistakes compare.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from autograder.checks.details import tells_of_import
from autograder.checks.diagnosis import UNKNOWN
from autograder.checks.observations import hash_of
from autograder.records import CheckResult, Needs, Result, Status

PASSED = "passed"
VARIES = "~"  # of a check that observes something else whenever it is asked
LENGTH = 12
OWN = (Status.FAILED, Status.ERROR)

# What each check of an exercise observed, by name; '' where it passed, `UNKNOWN` where nothing is to compare.
Behaviour = tuple[tuple[str, str], ...]


def asked_again(result: Result, needs: Needs, drawn: Collection[str]) -> dict[str, frozenset[str]]:
    """The exercises of which checks are to be asked what all are asked, and those that have to be mended for it.

    None of one in which anything hangs, which would cost as much again.
    """
    if any(tells_of_import(check.details) for check in result.checks):
        return {}
    wrong = {check.exercise for check in result.checks if is_own(check)}
    open_ones = {check.exercise for check in result.checks if check.status is not Status.PASSED and not check.carried}
    found = {}
    for exercise in sorted(wrong - {check.exercise for check in result.checks if check.status is Status.TIMEOUT}):
        names = {check.name for check in result.checks if check.exercise == exercise}
        needed = frozenset().union(*(needs.get(name, frozenset()) for name in names))
        others = (needed & open_ones) - {exercise}
        if others or names.intersection(drawn):
            found[exercise] = others
    return found


def observed_alike(check: CheckResult) -> str:
    """What a check that was asked again says of the code; '' if that cannot be compared."""
    return PASSED if check.status is Status.PASSED else check.seen


def with_alike(result: Result, seen: Mapping[str, str], drawn: Collection[str]) -> Result:
    """The result with what its checks `seen` again observed, and what else is the same whoever is asked."""
    checks = (_with(check, seen, drawn) if not check.carried else check for check in result.checks)
    return msgspec.structs.replace(result, checks=tuple(checks))


def _with(check: CheckResult, seen: Mapping[str, str], drawn: Collection[str]) -> CheckResult:
    fixed = check.seen if is_own(check) and check.name not in drawn else ""
    alike = seen.get(check.name, fixed)
    plain = check.status is Status.PASSED and alike == PASSED
    return msgspec.structs.replace(check, alike=alike) if alike and not plain else check


def is_own(check: CheckResult) -> bool:
    """Whether a check fails by its own exercise, with something that it observed or that was raised."""
    return check.status in OWN and not check.carried


def behaviours(result: Result) -> dict[str, Behaviour]:
    """By exercise that is wrong itself, what its checks observed, if that can be compared with others'.

    Of files that cannot be imported, that is the same in each exercise, and told of the first.
    """
    found = {name: own for name, own in shown(result).items() if {seen for _, seen in own} - {"", UNKNOWN}}
    if any(tells_of_import(check.details) for check in result.checks):
        found = dict([*found.items()][:1])
    return found


def shown(result: Result) -> dict[str, Behaviour]:
    """The same of every exercise that is wrong itself, also where nothing can be compared."""
    wrong = dict.fromkeys(c.exercise for c in result.checks if is_own(c) or c.status is Status.TIMEOUT)
    return {
        exercise: tuple((c.name, _value(c)) for c in result.checks if c.exercise == exercise and not c.carried)
        for exercise in wrong
    }


def _value(check: CheckResult) -> str:
    if check.alike:
        return "" if check.alike == PASSED else check.alike
    return "" if check.status is Status.PASSED else UNKNOWN


def name_of(behaviour: Behaviour) -> str:
    """A short hash of a behaviour, the same whoever shows it."""
    return hash_of(msgspec.json.encode(behaviour))[:LENGTH]
