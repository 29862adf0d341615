"""Judges submissions again by what their code answered before, when only what checks expect has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from autograder.checks.bench import Bench
from autograder.checks.details import words
from autograder.checks.messages import Ended
from autograder.checks.observations import Observations, hash_of, question, work_key
from autograder.course.solutions import solutions_needed
from autograder.errors import Problem
from autograder.grading.carried import settled, with_known_origins
from autograder.grading.judge import judge_here
from autograder.grading.pool import JudgeSettings
from autograder.records import Result, Status, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Probe, Reply

NONE_KEPT = Observations("")


def judge_again(
    settings: JudgeSettings,
    submissions: Iterable[Submission],
    observations: Mapping[str, Observations],
    before: Mapping[str, Result] | None = None,
) -> list[Result]:
    """The results by the checks as they are now, given by student what was observed; none of the submissions runs.

    A check is `ungraded`, and says why it needs a full run, where the answer was not kept, where it asks what was not
    asked before, or where the files or what they run with have changed. No failure is traced anew: where the result
    from `before` says of one which exercises it comes from, it still does.
    """
    results = judge_here(RecordedBench(settings, observations), [settings.assignment.folder / "checks"], submissions)
    return [settled(with_known_origins(each, (before or {}).get(each.student)), settings.forgive) for each in results]


class NoLauncher:
    """Starts no worker."""

    outer_layers: tuple[str, ...] = ()

    def start(self) -> NoReturn:
        """Raises `Problem`."""
        raise Problem("A submission that is judged again by what was kept does not run.")

    def stop(self) -> None:
        """Nothing: there is no worker to end."""


class RecordedBench(Bench):
    """A bench on which a submission gives the answers that it gave before."""

    def __init__(self, settings: JudgeSettings, observations: Mapping[str, Observations]) -> None:
        needed, known = solutions_needed(settings.assignment), settings.diagnoses
        trusted = PlainLauncher()
        super().__init__(settings.assignment, NoLauncher(), needed, trusted, settings.secret, diagnoses=known)
        self._all = observations
        self._import_failed = False

    def put(self, submission: Submission) -> None:
        """Puts a submission on the bench, with the answers that are kept of it."""
        super().put(submission)
        self._kept = self._all.get(submission.student, NONE_KEPT)
        self._same_work = self._kept.work == work_key(self.work(submission))
        self._calls = {(call.check, call.call): call for call in self._kept.calls}
        self._asked: Counter[str] = Counter()

    def observe(self, check: str, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
        """What was answered to the same call before. Raises `Ended`, as `ungraded`, if that is not known."""
        if not self._same_work:
            _needs_full_run("No answers are kept of these files with these packages, limits and versions")
        self._asked[check] += 1
        number = self._asked[check]
        call = self._calls.get((check, number))
        asked, given = question(probe, arguments, seconds)
        if call is None or (call.probe, call.arguments) != (asked, tuple(map(hash_of, given))):
            _needs_full_run(f"It asks in call {number} what it did not ask before")
        reply = self._kept.reply_to(call)
        if reply is None:
            _needs_full_run(f"The answer to call {number} was not kept, or not all of it")
        self._import_failed = call.import_failed
        return reply

    @property
    def import_failed(self) -> bool:
        """Whether the modules could not be imported when the last answer was given."""
        return self._import_failed

    @property
    def layers(self) -> tuple[str, ...]:
        """The isolation in which the answers were given."""
        return self._kept.isolation


def _needs_full_run(why: str) -> NoReturn:
    raise Ended(Status.UNGRADED, words(f"{why}, so this check needs a full run: autograder grade --force."))
