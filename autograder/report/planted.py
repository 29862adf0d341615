"""Tells which of the mistakes that were planted nobody in a class made."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from autograder.checks.diagnosis import Diagnoses, diagnosed, observed
from autograder.records import Assignment, CheckResult, Label, Result, Status
from autograder.report.records import ClassReport, Planted


def with_planted(
    report: ClassReport, assignment: Assignment, results: Iterable[Result], table: Diagnoses
) -> ClassReport:
    """The report with those mistakes of the release's `table`, all of which public checks see, that nobody made."""
    planted = dict.fromkeys(Planted(known.exercise, known.says) for known in table.known)
    made = _made(assignment, (result for result in results if not result.ungraded), table)
    unmade = tuple(each for each in planted if each.says not in made)
    return replace(report, planted=len(planted), unmade=unmade)


def _made(assignment: Assignment, results: Iterable[Result], table: Diagnoses) -> set[str]:
    """What any check said is likely, and what it would have, had it not had more to say itself."""
    made: set[str] = set()
    alike: dict[tuple[tuple[Status, str], ...], list[CheckResult]] = {}
    for result in results:
        failing = [check for check in result.checks if check.status is not Status.PASSED]
        made |= {each.text for check in failing for each in check.details if each.label is Label.LIKELY}
        if failing:
            alike.setdefault(tuple((check.status, check.seen) for check in result.checks), list(result.checks))
    for checks in alike.values():
        seen = observed(checks).items()
        if any(not known.seen.items().isdisjoint(seen) for known in table.known if known.says not in made):
            made |= {known.says for known in diagnosed(assignment, checks, table).values()}
    return made
