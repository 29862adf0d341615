"""Names what a report on a class holds."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from autograder.grading.standing import Standing

Interval = tuple[float, float]
SHORT = 6  # letters of a hash that name a cluster


class CheckFigures(msgspec.Struct, frozen=True):
    """What a class made of one check, over those of whom it was `judged`.

    `rate` is the share that passed, with a 95 % interval; `discrimination` is the correlation, from -1 to 1, of passing
    with the score in all other checks, with a 95 % interval. Both intervals and the discrimination are None for
    classes too small to say.
    """

    name: str
    exercise: str
    hidden: bool
    sentence: str
    judged: int
    passed: int
    carried: int
    timeouts: int
    rate: float
    rate_interval: Interval | None
    discrimination: float | None
    discrimination_interval: Interval | None


class Cluster(msgspec.Struct, frozen=True):
    """Students whose code of an exercise gave just the same wrong values, of which `seen` is a hash.

    `check` fails on it first, with the message in `example`. `likely` is the mistake that gives them, if known; if it
    was not planted, `mutant` is the solution with a small change that gives them too, if there is one. `comment` is
    what the instructor says of it to all of them.
    """

    exercise: str
    check: str
    seen: str
    students: tuple[str, ...]
    likely: str
    example: str
    comment: str = ""
    mutant: str = ""

    @property
    def short(self) -> str:
        """What it is called by: so much of the hash as tells it from others."""
        return self.seen[:SHORT]


class Planted(msgspec.Struct, frozen=True):
    """A mistake that was planted in an exercise, as students are told of it."""

    exercise: str
    says: str


class Row(msgspec.Struct, frozen=True):
    """One student: the score, the points by exercise, what a person may want to look at, and when they handed in."""

    student: str
    score: float
    points: Mapping[str, float]
    carried: float
    flags: tuple[str, ...]
    received: str
    attempts: int
    ungraded: bool
    needs_person: bool
    name: str = ""


class ClassReport(msgspec.Struct, frozen=True):
    """A class in one assignment. `histogram` counts students by tenths of the maximum, `days` hand-ins by date in UTC.

    `quartiles` are the three of the scores of everybody graded. `redundant` are checks that everybody either passed or
    failed together; `never_failed` those that everybody passed. With a roster, `missing` names who handed in nothing,
    and `unknown` are students who are not in it, each with who may be meant. Of as many mistakes as are `planted`,
    nobody made those in `unmade`. There are `further` clusters that are smaller. Nothing is told of those in
    `standing`, of whose hand-ins there is no result.
    """

    assignment: str
    title: str
    max_score: float
    graded: int
    ungraded: int
    mean: float
    quartiles: tuple[float, float, float]
    histogram: tuple[int, ...]
    best: Mapping[str, float]
    checks: tuple[CheckFigures, ...]
    redundant: tuple[tuple[str, ...], ...]
    never_failed: tuple[str, ...]
    clusters: tuple[Cluster, ...]
    isolation: Mapping[str, int]
    days: Mapping[str, int]
    due: str
    rows: tuple[Row, ...]
    planted: int
    unmade: tuple[Planted, ...]
    further: int
    missing: tuple[str, ...] = ()
    unknown: Mapping[str, str] = {}
    standing: Standing = Standing()

    @property
    def names(self) -> Mapping[str, str]:
        """The real names by student, as far as they are known."""
        return {row.student: row.name for row in self.rows if row.name}
