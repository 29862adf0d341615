"""Judges submissions again by what their code answered before, and runs it only for what was not asked then.

A verdict follows from the answers to a check's calls, and a call's answer from the call alone, since each has a process
of its own. So a check that asks what it asked before is judged without running any of the submission's code, whatever
it expects now; a changed one runs alone. What checks find is put together as after any other run: by the same code,
from all answers, kept or new. So diagnoses are those of the table as it is now, and where a failure comes from is
decided anew, by what was answered beside right exercises. Only a check that fails now and was not run beside them then
is run there.

Only time makes one check depend on another's run: what hangs has others put off or not run at all, and all of them
share a budget. So of a submission in which anything was late, now or then, nothing that is kept is used. What was
spent then counts as spent, so that a budget that would not have been enough is not.
"""

from __future__ import annotations

from typing import Any

from autograder.checks.bench import FOR_CLASS, Bench
from autograder.checks.graphs import GRAPH
from autograder.checks.observations import Observation, Observations, Remembered, hash_of
from autograder.checks.recording import question, work_key
from autograder.errors import Problem
from autograder.records import Submission
from autograder.sandbox.replies import Probe, Reply, Spent, Timeout


class RememberingBench(Bench):
    """A bench on which a submission gives the answers that it gave before, where they are known."""

    _kept: Observations | None = None
    _late = False
    _import_failed: bool | None = None

    def put(self, submission: Submission) -> None:
        """Puts a submission on the bench, with what is remembered of it, if that is of just these files."""
        super().put(submission)
        kept = submission.kept if isinstance(submission, Remembered) else None
        usable = kept is not None and not kept.late and kept.work == work_key(self.work(submission))
        self._kept = kept if usable else None
        self._late, self._import_failed = False, None
        self._calls: dict[tuple[str, str, int], Observation] = {}
        if self._kept:
            self.spending.note(*self._kept.cost, remembered=True)
            self._mending.note(*self._kept.mending_cost, remembered=True)
            self._late = bool(self.spending.spent or self._mending.spent)
            works = (self._kept.work, *self._kept.mended)
            self._calls = {(work, c.check, c.call): c for work in works for c in self._kept.calls_of(work)}

    def answer(self, check: str, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
        """What was answered to the same call before, or else is now.

        Raises `Problem` for the graph of a call that is remembered without it, and for what all the class is asked: no
        verdict depends on either, and no code is run for that alone.
        """
        self._import_failed = None
        if self._kept is None:
            return super().answer(check, probe, arguments, seconds)
        reply = self._remembered(check, probe, arguments, seconds)
        if reply is not None:
            return reply
        if check.removesuffix(GRAPH).removesuffix(FOR_CLASS) not in {check, *self.ran}:
            raise Problem("This was not asked before.")
        reply = super().answer(check, probe, arguments, seconds)
        self._late = self._late or isinstance(reply, Timeout | Spent)
        return reply

    def _remembered(self, check: str, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply | None:
        assert self._kept is not None
        assert self._recorder is not None  # what is remembered was not trusted, nor is it now
        call = self._calls.get((self._recorder.work, check, self._recorder.next_call(check)))
        asked, given = question(probe, arguments, seconds)
        if call is None or (call.probe, call.arguments) != (asked, tuple(map(hash_of, given))):
            return None
        reply = self._kept.reply_to(call)
        if reply is not None:
            self._import_failed = call.import_failed
        return reply

    @property
    def in_doubt(self) -> bool:
        """Whether time has made the run of one check depend on another's, so that all of them have to be run."""
        return self._late

    @property
    def import_failed(self) -> bool:
        """Whether the modules could not be imported when the last answer was given."""
        return super().import_failed if self._import_failed is None else self._import_failed

    @property
    def layers(self) -> tuple[str, ...]:
        """The isolation in which the answers were given."""
        return super().layers or (self._kept.isolation if self._kept else ())
