"""Puts together the report on a class from its results and from when they were handed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from msgspec.structs import replace

from autograder.records import Assignment, Result, Status
from autograder.report.clusters import Team, clusters_of
from autograder.report.figures import check_figures, redundant_checks
from autograder.report.planted import NONE_PLANTED, Planting, told_of, unmade
from autograder.report.records import ClassReport, Row

BINS = 10
MOST_CLUSTERS = 30
Times = Sequence[datetime | None]
_MINUTES = "%Y-%m-%d %H:%M UTC"


def class_report(
    assignment: Assignment,
    results: Sequence[Result],
    received: Mapping[str, Times] | None = None,
    unclear: Collection[str] = (),
    due: datetime | None = None,
    teams: Mapping[str, Team] | None = None,
    mistakes: Planting = NONE_PLANTED,
) -> ClassReport:
    """The report on `results`, of which there must be one at least.

    `received` says when each student handed in, for each attempt, None where that is not known, last what counts; of
    the `unclear` something could not be read, `teams` handed in together.
    """
    times, graded = received or {}, [result for result in results if not result.ungraded]
    scores = np.array([result.score for result in graded] or [0.0])
    first, median, third = map(float, np.quantile(scores, (0.25, 0.5, 0.75)))
    checks, clusters = check_figures(graded), clusters_of(graded, teams, mistakes)
    return ClassReport(
        assignment=assignment.name,
        title=assignment.title,
        max_score=max(result.max_score for result in results),
        graded=len(graded),
        ungraded=len(results) - len(graded),
        mean=float(scores.mean()),
        quartiles=(first, median, third),
        histogram=_histogram(graded),
        best=_best(assignment, results),
        checks=checks,
        redundant=redundant_checks(graded),
        never_failed=tuple(each.name for each in checks if each.passed == each.judged),
        clusters=clusters[:MOST_CLUSTERS],
        further=len(clusters[MOST_CLUSTERS:]),
        isolation=Counter(", ".join(result.isolation) or "none" for result in results),
        days=_days(times.values()),
        due=f"{due:{_MINUTES}}" if due else "",
        rows=tuple(_row(assignment, result, times.get(result.student, ()), unclear) for result in results),
        planted=len(told_of(mistakes)),
        unmade=unmade(graded, mistakes),
    )


def with_roster(
    report: ClassReport, names: Mapping[str, str], missing: Iterable[str], unknown: Mapping[str, str]
) -> ClassReport:
    """The report with what a roster says: real names by student, who handed in nothing, and who is not in it."""
    rows = tuple(replace(row, name=names.get(row.student, "")) for row in report.rows)
    return replace(report, rows=rows, missing=tuple(missing), unknown=unknown)


def _histogram(graded: Iterable[Result]) -> tuple[int, ...]:
    """How many scored in each tenth of the maximum; the last one includes it, and what extra credit adds."""
    counts = [0] * BINS
    for result in graded:
        share = result.score / result.max_score if result.max_score else 0.0
        counts[min(BINS - 1, max(0, int(BINS * share)))] += 1
    return tuple(counts)


def _best(assignment: Assignment, results: Sequence[Result]) -> dict[str, float]:
    most = max(results, key=lambda result: len(result.checks))
    return {
        exercise.name: sum(check.max_points for check in most.checks if check.exercise == exercise.name)
        for exercise in assignment.exercises
    }


def _days(times: Iterable[Times]) -> dict[str, int]:
    counts = Counter(f"{moment:%Y-%m-%d}" for own in times for moment in own if moment)
    return dict(sorted(counts.items()))


def _row(assignment: Assignment, result: Result, times: Times, unclear: Collection[str]) -> Row:
    points = {
        exercise.name: sum(check.points for check in result.checks if check.exercise == exercise.name)
        for exercise in assignment.exercises
    }
    return Row(
        student=result.student,
        score=result.score,
        points=points,
        carried=sum(check.points for check in result.checks if check.carried and check.status is not Status.PASSED),
        flags=tuple(map(str, result.flags)),
        received=f"{times[-1]:{_MINUTES}}" if times and times[-1] else "",
        attempts=len(times),
        ungraded=result.ungraded,
        needs_person=result.student in unclear,
    )
