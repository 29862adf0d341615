"""Finds students who made the same mistake: whose code gave the same wrong values for what the whole class is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from autograder.course.comments import Seen
from autograder.errors import Problem
from autograder.grading.alike import Behaviour, behaviours, is_own, name_of
from autograder.records import CheckResult, Label, Result
from autograder.report.planted import NONE_PLANTED, Planting, likely
from autograder.report.records import Cluster

Team = tuple[str, ...]


def clusters_of(
    results: Iterable[Result], teams: Mapping[str, Team] | None = None, mistakes: Planting = NONE_PLANTED
) -> tuple[Cluster, ...]:
    """The clusters of at least two students each, the largest first; a team's one hand-in is one student's.

    Each says the planted mistake that gives the same values, or else what the check that fails first takes for likely,
    and the mutant that gives them.
    """
    groups: dict[tuple[str, Behaviour], list[Result]] = {}
    for result in results:
        for exercise, behaviour in behaviours(result).items():
            groups.setdefault((exercise, behaviour), []).append(result)
    found = []
    for (exercise, behaviour), members in groups.items():
        students = tuple(each.student for each in members)
        if len({(teams or {}).get(student, (student,)) for student in students}) > 1:
            first = _first(members[0], exercise)
            name, mistake = name_of(behaviour), likely(exercise, behaviour, mistakes)
            mutant = "" if mistake else mistakes.mutants.get(name, "")
            says = mistake or _says(first)
            found.append(Cluster(exercise, first.name, name, students, says, first.message, mutant=mutant))
    return tuple(sorted(found, key=lambda each: (-len(each.students), each.check, each.seen)))


def _first(result: Result, exercise: str) -> CheckResult:
    """The check that shows what is wrong: a public one if any does."""
    own = [check for check in result.checks if check.exercise == exercise and is_own(check)]
    return next((check for check in own if not check.hidden), own[0])


def _says(check: CheckResult) -> str:
    return next((detail.text for detail in check.details if detail.label is Label.LIKELY), "")


def commented(clusters: Iterable[Cluster], comments: Mapping[Seen, str]) -> tuple[Cluster, ...]:
    """The clusters with what is said of them."""
    return tuple(replace(each, comment=comments.get((each.exercise, each.seen), "")) for each in clusters)


def with_comments(
    clusters: Iterable[Cluster], results: Iterable[Result], comments: Mapping[Seen, str]
) -> list[Cluster]:
    """The clusters with what is said of them, then what else is said, with those whom it reaches now."""
    found = commented(clusters, comments)
    reached: dict[Seen, list[str]] = {key: [] for key in comments}
    for result in results:
        for exercise, behaviour in behaviours(result).items():
            if (key := (exercise, name_of(behaviour))) in reached:
                reached[key].append(result.student)
    listed = {(each.exercise, each.seen) for each in found}
    others = [
        Cluster(exercise, "", seen, tuple(reached[exercise, seen]), "", "", text)
        for (exercise, seen), text in comments.items()
        if (exercise, seen) not in listed
    ]
    return [*found, *others]


def cluster_called(clusters: Sequence[Cluster], name: str) -> Cluster:
    """The cluster that a short hash, or its beginning, names; with its exercise before it, as `EXERCISE:HASH`, too.

    Raises `Problem` that lists what there is.
    """
    found = [each for each in clusters if name and (each.seen.startswith(name) or _full(each).startswith(name))]
    if len(found) != 1:
        have = ", ".join(f"{each.exercise}:{each.short}" for each in clusters) or "none"
        raise Problem(f"No single cluster is called {name!r}. Give one of these, or what follows its colon: {have}.")
    return found[0]


def _full(cluster: Cluster) -> str:
    return f"{cluster.exercise}:{cluster.seen}"
