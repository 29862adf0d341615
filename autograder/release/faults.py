"""Says to the author of an assignment what does not hold of its release: each cause once, with file and line."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from autograder.checks.faults import causes
from autograder.grading.alike import PASSED
from autograder.records import CheckResult, Result, Status

SOLUTION, STUB = "solution", "stub"


def broken_checks(results: Mapping[str, Result]) -> frozenset[str]:
    """The checks that say nothing of any submission, because they break or fail on the solution itself."""
    unjudged = (check for result in results.values() for check in result.checks if check.status is Status.UNGRADED)
    unpassed = (check for check in results[SOLUTION].checks if check.status is not Status.PASSED)
    return frozenset(check.name for check in (*unjudged, *unpassed))


def base_faults(results: Mapping[str, Result]) -> Iterator[str]:
    """What is wrong with the checks themselves, with the solution and with the untouched stub."""
    everywhere = [check for result in results.values() for check in result.checks]
    yield from (cause.told() for cause in causes(everywhere))
    unusable = [check for check in results[SOLUTION].checks if check.status is Status.FAILED and check.fault]
    for cause in causes(unusable, Status.FAILED):
        yield f"On what the solution returns: {cause.told()}"
    for check in results[SOLUTION].checks:
        if check.status not in (Status.PASSED, Status.UNGRADED) and check not in unusable:
            yield f"the solution does not pass {_told(check)}"
    broken = broken_checks(results)
    for check in results[STUB].checks:
        if check.status is not Status.NOT_ATTEMPTED and check.name not in broken:
            yield f"the untouched stub is {check.status!s}, not not_attempted, on {check.name}: {check.message}"


def only_together(results: Mapping[str, Result]) -> Iterator[str]:
    """Which checks fail on a mistake only by what an earlier one left behind, as it does not in students' code."""
    for label, result in results.items():
        for check in result.checks:
            if check.status is not Status.PASSED and check.alike == PASSED:
                yield (
                    f"{label}: {check.name} fails only after another call of the same process, and each question to "
                    "students' code has one of its own: let its probe make both calls"
                )


def _told(check: CheckResult) -> str:
    return f"{check.name}: {check.status}: {check.message}"


def unknown_checks(mistake: str, names: Iterable[str], checks: Container[str]) -> str:
    """Says that a mistake names checks that there are not, and how it must name those that it means."""
    meant = [name.removeprefix("test_") for name in names if name.removeprefix("test_") in checks]
    advice = f"; leave test_ out: {', '.join(meant)}" if meant else ""
    return f"{mistake}: there is no check {', '.join(names)}{advice}"
