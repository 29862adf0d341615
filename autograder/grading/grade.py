"""Grades submissions: each is judged once, and its result is on disk before the next is waited for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from autograder.files import sweep
from autograder.grading.cache import cached_results, keys_of, write_result
from autograder.grading.carried import settled
from autograder.grading.observations import keep_observations, sweep_observations
from autograder.grading.pool import JudgeSettings, judge_observed
from autograder.records import Result, Submission
from autograder.sandbox.cgroups import divide, own_group


def grade(
    settings: JudgeSettings,
    submissions: list[Submission],
    results: Path,
    force: bool = False,
    on_result: Callable[[Result], None] = lambda result: None,
) -> list[Result]:
    """The result of every submission, in their order; each is on disk before `on_result` hears of it.

    Those of the same files, such as a group's, are judged once. A result with the same key is taken from disk unless
    `force`. Raises `Problem` if no judging is possible.
    """
    divide(own_group())  # before there are judges, which then start beside the groups of their sandboxes
    sweep(results / settings.assignment.name)
    sweep_observations(results / settings.assignment.name)
    keys = keys_of(settings, submissions)
    done = {} if force else cached_results(results / settings.assignment.name, keys)
    for old in done.values():
        done[old.student] = by_the_rules = settled(old, settings.forgive)
        if by_the_rules != old:
            write_result(results, by_the_rules)
        on_result(by_the_rules)
    alike: dict[str, list[Submission]] = {}
    for each in submissions:
        if each.student not in done:
            alike.setdefault(keys[each.student], []).append(each)
    for judged in judge_observed(settings, [same[0] for same in alike.values()]):
        key = keys[judged.result.student]
        result = msgspec.structs.replace(settled(judged.result, settings.forgive), key=key)
        for each in alike[key]:
            done[each.student] = msgspec.structs.replace(result, student=each.student)
            keep_observations(results, done[each.student], judged.observations)
            write_result(results, done[each.student])
            on_result(done[each.student])
    return [done[submission.student] for submission in submissions]
