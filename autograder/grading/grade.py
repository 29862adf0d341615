"""Grades submissions: each is judged once, and its result is on disk before the next is waited for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from autograder.files import sweep
from autograder.grading.cache import write_result
from autograder.grading.hand_ins import hand_in_of
from autograder.grading.observations import keep_observations, sweep_observations
from autograder.grading.outcomes import outcomes
from autograder.grading.pool import JudgeSettings
from autograder.records import CheckResult, Result, Submission
from autograder.sandbox.cgroups import divide, own_group

ALIKE = ("name", "exercise", "message", "sentence", "details", "key")


def grade(
    settings: JudgeSettings,
    submissions: list[Submission],
    results: Path,
    force: bool = False,
    on_result: Callable[[Result], None] = lambda result: None,
    submitted: Path | None = None,
    unsettled: Collection[str] = (),
) -> list[Result]:
    """The result of every submission, in their order; each is on disk before `on_result` hears of it.

    Those of the same files, such as a group's, are judged once. A result with the same key is taken from disk unless
    `force`; where only some checks have changed, no more is run than these. The log tells what lies in `submitted` of
    those that are written, but of nobody `unsettled`. Raises `Problem` if no judging is possible.
    """
    divide(own_group())  # before there are judges, which then start beside the groups of their sandboxes
    sweep(results / settings.assignment.name)
    sweep_observations(results / settings.assignment.name)
    done: dict[str, Result] = {}
    known: dict[Any, Any] = {}
    for outcome in outcomes(settings, submissions, results, force):
        result = done[outcome.result.student] = _sharing(outcome.result, known)
        if outcome.judged:
            keep_observations(results, result, outcome.observations)
        if outcome.news:
            hand_in = hand_in_of(submitted, result) if submitted else None
            write_result(results, result, hand_in, result.student not in unsettled)
        on_result(result)
    return [done[submission.student] for submission in submissions]


def _sharing(result: Result, known: dict[Any, Any]) -> Result:
    """The same result, of what is `known` from others: a class of ten thousand has the same few verdicts."""
    checks = tuple(known.get(check) or _known_from_now(check, known) for check in result.checks)
    return replace(result, checks=checks)


def _known_from_now(check: CheckResult, known: dict[Any, Any]) -> CheckResult:
    parts = {name: known.setdefault(value := getattr(check, name), value) for name in ALIKE}
    shared = known[check] = replace(check, **parts)
    return shared
