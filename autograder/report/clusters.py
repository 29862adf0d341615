"""Finds students who made the same mistake: of whom a public check observed exactly the same wrong values."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.records import CheckResult, Label, Result
from autograder.report.records import Cluster

MOST = 30


def clusters_of(results: Sequence[Result]) -> tuple[Cluster, ...]:
    """The largest clusters, of at least two students each who handed in different files.

    Inputs of hidden checks are drawn for each submission, so only public ones can be compared. Where the same students
    fail several checks of an exercise alike, the first of them stands for all.
    """
    groups: dict[tuple[str, str], list[tuple[str, CheckResult]]] = {}
    files = {result.student: result.files or result.student for result in results}
    for result in results:
        for check in result.checks:
            if check.seen and not check.hidden and not check.carried:
                groups.setdefault((check.name, check.seen), []).append((result.student, check))
    found: dict[tuple[str, tuple[str, ...]], Cluster] = {}
    for (name, seen), members in groups.items():
        students, first = tuple(student for student, _ in members), members[0][1]
        if len({files[student] for student in students}) > 1:  # a group's one hand-in is no mistake that many made
            cluster = Cluster(name, seen, students, _likely(first), first.message)
            found.setdefault((first.exercise, students), cluster)
    return tuple(sorted(found.values(), key=lambda each: (-len(each.students), each.check))[:MOST])


def _likely(check: CheckResult) -> str:
    return next((detail.text for detail in check.details if detail.label is Label.LIKELY), "")
