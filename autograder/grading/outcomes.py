"""Finds what each submission earns now, from results and answers that are kept or judged anew, and writes nothing."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from autograder.checks.observations import Observations, Remembered
from autograder.grading.cache import cached_results, read_result
from autograder.grading.carried import repriced, settled
from autograder.grading.judged import Judged
from autograder.grading.keys import check_keys, key_of, keys_of, run_key, run_settings_key
from autograder.grading.observations import read_observations
from autograder.grading.pool import JudgeSettings, judge_observed
from autograder.records import Result, Submission


class Outcome(msgspec.Struct, frozen=True):
    """What a submission earns now, and the result that there was, if any; `ran` names checks that its code ran for.

    With `judged`, `observations` are what it was judged by. `lower` is what it would earn, if the former is held.
    """

    result: Result
    former: Result | None
    judged: bool = False
    observations: Observations | None = None
    ran: tuple[str, ...] = ()
    lower: Result | None = None

    @property
    def news(self) -> bool:
        """Whether there is anything to write down."""
        return self.judged or self.result != self.former


def outcomes(
    settings: JudgeSettings, submissions: Sequence[Submission], results: Path, force: bool = False, lift: bool = False
) -> Iterator[Outcome]:
    """What each submission earns, those of the same files judged once. Nothing that is kept is used with `force`.

    A result that is held stays as long as the new one is lower, and the files are the same, unless it is to `lift`.
    """
    folder = results / settings.assignment.name
    keys = keys_of(settings, submissions)
    kept: set[str] = set()
    for former in cached_results(folder, {} if force else keys):
        if not (lift and former.held):
            kept.add(former.student)
            yield Outcome(repriced(former, settings.assignment, settings.forgive), former)
    alike: dict[str, list[Submission]] = {}
    for each in submissions:
        if each.student not in kept:
            alike.setdefault(keys[each.student], []).append(each)
    stamp = _Stamp(settings)
    asked = longest_first(_recalled(same[0], results, stamp, force) for same in alike.values())
    for judged in judge_observed(settings, asked) if asked else ():
        key = keys[judged.result.student]
        for each in alike[key]:
            yield stamp.outcome(judged, each, key, read_result(folder / f"{each.student}.json"), lift)


def longest_first(timed: Iterable[tuple[Submission, float | None]]) -> list[Submission]:
    """Submissions in the order of what they took last time, so that no long one is left over for the end.

    Of whom nothing is known is taken to be as most are.
    """
    pile = list(timed)
    known = [seconds for _, seconds in pile if seconds is not None]
    usual = statistics.median(known) if known else 0.0
    return [each for each, _ in sorted(pile, key=lambda pair: -(usual if pair[1] is None else pair[1]))]


def _recalled(submission: Submission, results: Path, stamp: _Stamp, force: bool) -> tuple[Submission, float | None]:
    """The submission, with what it answered before if it would run with the same things now, and what it took then."""
    former = read_result(results / stamp.settings.assignment.name / f"{submission.student}.json")
    seconds = sum(check.seconds for check in former.checks) if former else None
    if force or former is None or former.run != run_key(submission, stamp.run):
        return submission, seconds
    kept = read_observations(results, former)
    return submission if kept is None else Remembered(submission.student, submission.files, kept), seconds


class _Stamp:
    """Writes on results what they depend on."""

    def __init__(self, settings: JudgeSettings) -> None:
        self.settings = settings
        self.run = run_settings_key(settings)
        self.keys = check_keys(settings.assignment)

    def outcome(self, judged: Judged, submission: Submission, key: str, former: Result | None, lift: bool) -> Outcome:
        """What was judged, as the outcome of this submission of the same files."""
        result, run = settled(judged.result, self.settings.forgive), run_key(submission, self.run)
        before = {check.name: check for check in former.checks} if former and former.run == run else {}
        checks = []
        for check in result.checks:
            old = before.get(check.name)
            # What was answered from memory took no time; what it took is what it took then.
            seconds = old.seconds if old and check.name not in judged.ran else check.seconds
            checks.append(msgspec.structs.replace(check, key=key_of(check.name, self.keys), seconds=seconds))
        result = msgspec.structs.replace(result, student=submission.student, key=key, run=run, checks=tuple(checks))
        outcome = Outcome(result, former, True, judged.observations, judged.ran)
        if former and former.held and not lift and not result.ungraded:
            return not_lowered(outcome, former, former.held)
        return outcome


def not_lowered(outcome: Outcome, former: Result, why: str) -> Outcome:
    """The outcome, in which the former result is held if the new one would take points from the same files."""
    new = outcome.result
    if former.files != new.files or former.ungraded or new.score >= former.score:
        return outcome
    held = msgspec.structs.replace(former, key=new.key, run=new.run, held=why)
    return msgspec.structs.replace(outcome, result=held, lower=new)
