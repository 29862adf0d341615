"""Finds students who made the same mistake: of whom a public check observed exactly the same wrong values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from autograder.course.comments import Seen
from autograder.errors import Problem
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
            if _is_comparable(check):
                groups.setdefault((check.name, check.seen), []).append((result.student, check))
    found: dict[tuple[str, tuple[str, ...]], Cluster] = {}
    for (name, seen), members in groups.items():
        students, first = tuple(student for student, _ in members), members[0][1]
        if len({files[student] for student in students}) > 1:  # a group's one hand-in is no mistake that many made
            cluster = Cluster(name, seen, students, _likely(first), first.message)
            found.setdefault((first.exercise, students), cluster)
    return tuple(sorted(found.values(), key=lambda each: (-len(each.students), each.check))[:MOST])


def _is_comparable(check: CheckResult) -> bool:
    """Whether what a check observed is the student's own doing, and can be compared with others'."""
    return bool(check.seen) and not check.hidden and not check.carried


def commented(clusters: Iterable[Cluster], comments: Mapping[Seen, str]) -> tuple[Cluster, ...]:
    """The clusters with what is said of them."""
    return tuple(replace(each, comment=comments.get((each.check, each.seen), "")) for each in clusters)


def with_comments(
    clusters: Iterable[Cluster], results: Iterable[Result], comments: Mapping[Seen, str]
) -> list[Cluster]:
    """The clusters with what is said of them, then what else is said, with those whom it reaches now."""
    found = commented(clusters, comments)
    reached: dict[Seen, list[str]] = {key: [] for key in comments}
    for result in results:
        for check in result.checks:
            if _is_comparable(check) and (check.name, check.seen) in reached:
                reached[check.name, check.seen].append(result.student)
    listed = {(each.check, each.seen) for each in found}
    others = [Cluster(*key, tuple(reached[key]), "", "", text) for key, text in comments.items() if key not in listed]
    return [*found, *others]


def cluster_called(clusters: Iterable[Cluster], name: str) -> Cluster:
    """The cluster that a short hash, or its beginning, names; with its check before it, as `CHECK:HASH`, if need be.

    Raises `Problem` that lists what there is.
    """
    clusters = list(clusters)
    found = [each for each in clusters if name and (each.seen.startswith(name) or _full(each).startswith(name))]
    if len(found) != 1:
        have = ", ".join(f"{each.check}:{each.short}" for each in clusters) or "none"
        raise Problem(f"No single cluster is called {name!r}. Give one of these, or what follows its colon: {have}.")
    return found[0]


def _full(cluster: Cluster) -> str:
    return f"{cluster.check}:{cluster.seen}"


def _likely(check: CheckResult) -> str:
    return next((detail.text for detail in check.details if detail.label is Label.LIKELY), "")
