"""Tells what a regrade changes: for whom, by which checks, up or down, and in sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from autograder.checks.faults import causes
from autograder.grading.outcomes import Outcome
from autograder.grading.regrade import Planned
from autograder.records import Assignment, CheckResult, Result

NEW, GONE, TEXT, POINTS = "new", "no longer there", "its text or its limit", "its points"


class Step(msgspec.Struct, frozen=True):
    """What one check said of a student before and says now, with the points; '' where there was no such check."""

    check: str
    before: str
    after: str
    points_before: float
    points_after: float


class Change(msgspec.Struct, frozen=True):
    """A student whose score, or what it is made of, changes by `steps`; `held` if it would only fall by them."""

    student: str
    before: float
    after: float
    best_before: float
    best: float
    steps: tuple[Step, ...]
    held: bool
    name: str

    @property
    def difference(self) -> float:
        """The points that the student gets or, below zero, loses."""
        return self.after - self.before


class Effect(msgspec.Struct, frozen=True):
    """What one check does in all: how many it gives points, how many it takes some from, and the sum.

    It would take some from as many more as are `held`. `ran` counts the students whose code was run for it; `changed`
    says what of it is not as it was.
    """

    check: str
    hidden: bool
    up: int
    down: int
    points: float
    ran: int
    changed: str
    held: int


class Regrade(msgspec.Struct, frozen=True):
    """What a regrade changes. `judged` were looked at, the code of `ran` of them was run, `points` is the sum.

    `unproved` are checks that were edited after the last proof, if there is one; `ungraded` says of whom they could not
    be judged. `not_graded` handed in what `grade` has not judged yet. In `earlier` are students of whose attempts the
    best counts. With a `reason` it was applied.
    """

    assignment: str
    title: str
    judged: int
    ran: int
    up: int
    down: int
    held: int
    points: float
    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]
    unproved: tuple[str, ...] = ()
    ungraded: tuple[str, ...] = ()
    not_graded: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    reason: str = ""


def regrade_report(
    assignment: Assignment,
    plan: Planned,
    unproved: Sequence[str] = (),
    earlier: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    reason: str = "",
) -> Regrade:
    """The report on what is planned, or was applied for a `reason`, with real names where they are known."""
    changes = [_change(each, (names or {}).get(each.result.student, "")) for each in plan.outcomes]
    told = tuple(each for each in changes if each.steps or each.difference or each.held)
    faults = causes(check for result in plan.ungraded for check in result.checks)
    students = ", ".join(result.student for result in plan.ungraded)
    return Regrade(
        assignment=assignment.name,
        title=assignment.title,
        judged=len(plan.outcomes),
        ran=sum(bool(each.ran) for each in plan.outcomes),
        up=sum(each.difference > 0 for each in told),
        down=sum(each.difference < 0 for each in told),
        held=sum(each.held for each in told),
        points=sum(each.difference for each in told),
        changes=told,
        effects=tuple(_effects(plan.outcomes)),
        unproved=tuple(unproved),
        ungraded=(f"{students}: ungraded.", *(each.told() for each in faults)) if students else (),
        not_graded=plan.not_graded,
        earlier=tuple(earlier),
        reason=reason,
    )


def _change(outcome: Outcome, name: str) -> Change:
    old, new = outcome.former, outcome.result
    assert old is not None  # a plan is made of those who were graded
    steps = tuple(_steps(old, outcome.lower or new))
    return Change(new.student, old.score, new.score, old.max_score, new.max_score, steps, bool(new.held), name)


def _steps(old: Result, new: Result) -> Iterator[Step]:
    before = {check.name: check for check in old.checks}
    for check in new.checks:
        was = before.pop(check.name, None)
        step = Step(check.name, _said(was), _said(check), was.points if was else 0.0, check.points)
        if (step.before, step.points_before) != (step.after, step.points_after):
            yield step
    yield from (Step(name, _said(was), "", was.points, 0.0) for name, was in before.items())


def _said(check: CheckResult | None) -> str:
    if check is None:
        return ""
    return f"{check.status}, carried" if check.carried else str(check.status)


def _effects(outcomes: Iterable[Outcome]) -> Iterator[Effect]:
    """The checks that changed, changed a score, or were run; in the order in which they are judged."""
    pairs: dict[str, list[tuple[CheckResult | None, CheckResult | None, bool]]] = {}
    held: Counter[str] = Counter()
    for outcome in outcomes:
        if outcome.former and outcome.lower:
            steps = _steps(outcome.former, outcome.lower)
            held.update(step.check for step in steps if step.points_after < step.points_before)
        old = {check.name: check for check in outcome.former.checks} if outcome.former else {}
        new = {check.name: check for check in outcome.result.checks}
        for name in dict.fromkeys([*new, *old]):
            pairs.setdefault(name, []).append((old.get(name), new.get(name), name in outcome.ran))
    for name, found in pairs.items():
        differences = [(new.points if new else 0.0) - (old.points if old else 0.0) for old, new, _ in found]
        effect = Effect(
            name,
            any(each.hidden for pair in found for each in pair[:2] if each),
            sum(each > 0 for each in differences),
            sum(each < 0 for each in differences),
            sum(differences),
            sum(ran for _, _, ran in found),
            next(filter(None, (_changed(old, new) for old, new, _ in found)), ""),
            held[name],
        )
        if effect.up or effect.down or effect.ran or effect.changed or effect.held:
            yield effect


def _changed(old: CheckResult | None, new: CheckResult | None) -> str:
    if old is None or new is None:
        return GONE if new is None else NEW
    parts = [TEXT] if old.key and old.key != new.key else []
    return " and ".join([*parts, POINTS] if old.max_points != new.max_points else parts)
