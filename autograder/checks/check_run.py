"""Runs one check of one submission: answers what it asks of the code, and makes its verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.checks.approx import approx
from autograder.checks.bench import Bench
from autograder.checks.details import capped, in_order, reason, words
from autograder.checks.faults import breaks_by_itself, fault_of, not_your_fault
from autograder.checks.fingerprints import Asked, fingerprint
from autograder.checks.graphs import first_wrong_edge
from autograder.checks.guarded import brief, own_words
from autograder.checks.messages import Call, Ended, mistyped, without_value
from autograder.checks.show import show
from autograder.checks.slips import slips
from autograder.checks.time_outs import asked_by
from autograder.checks.types import Mistyped, of_type
from autograder.course.stubs import python_text, untouched_stubs
from autograder.errors import ProbeError, Problem
from autograder.records import Detail, Exercise, Fault, Label, Status, Verdict
from autograder.sandbox.replies import Returned, Spent

MAX_PRINTED = 600


class CheckRun:
    """One check of one submission under way: what was called and observed so far."""

    def __init__(self, bench: Bench, check: str, names: frozenset[str] = frozenset()) -> None:
        exercise = bench.assignment.exercise_of(check)
        assert exercise is not None  # made sure of at collection
        self.bench = bench
        self.check = check
        self.exercise: Exercise = exercise
        self.asked = asked_by(bench.assignment, check, names)
        self.not_run = bench.time_outs.why_not(self.asked)
        self.call: Call | None = None
        self.calls: list[Asked] = []
        self.observed: tuple[Any, ...] = ()
        self.differences: tuple[Detail, ...] = ()
        self.output = ""
        self.spent = False
        self.fault: Fault | None = None

    def student(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What the probe returns beside the student's code; ends the check if it returns nothing to compare."""
        missing = self.bench.missing()
        if missing:
            raise Ended(Status.ERROR, words(f"{missing[0]} was not handed in."))
        self._require_run()
        probe = self.bench.probe(function, len(arguments))
        self.call = Call(probe, arguments, first=not self.observed)
        seconds = self.bench.assignment.seconds_of(self.check)
        reply = self.bench.observe(self.check, probe, arguments, seconds)
        self.calls.append(Asked(probe, arguments, reply))
        self.output = getattr(reply, "output", "")
        self.spent = isinstance(reply, Spent)
        if not isinstance(reply, Returned):
            raise without_value(reply, self.call, self.bench, self.exercise, seconds)
        try:
            value = of_type(reply.value, probe.returns)
        except Mistyped as error:
            raise mistyped(str(error), reply.value, self.call) from None
        self.observed = (*self.observed, value)
        return value

    def solution(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What the same probe returns beside the solution, in a process that no student's code reaches."""
        if self.bench.solution is None:
            raise Problem(f"{self.check}: only a hidden check can ask for the solution.")
        self._require_run()
        probe = self.bench.probe(function, len(arguments))
        reply = self.bench.solution.observe(probe, arguments, self.bench.assignment.seconds_of(self.check))
        if not isinstance(reply, Returned):
            raise Problem(f"{self.check}: the solution itself did not answer: {reply}")
        return of_type(reply.value, probe.returns)

    def _require_run(self) -> None:
        if self.not_run:
            raise Ended(Status.TIMEOUT, words(self.not_run))

    def agree(self, function: Callable[..., Any], *arguments: Any, rel: float = 1e-9, abs: float = 0.0) -> None:
        """Asserts that the student's code and the solution give the same."""
        expected = approx(self.solution(function, *arguments), rel=rel, abs=abs)
        if self.student(function, *arguments) != expected:
            self.differences = expected.details
            raise AssertionError

    def verdict(self, error: BaseException | None, seconds: float) -> Verdict:
        """The verdict on this check, given the exception that ended it and how long it took."""
        status, details = self._judged(error) if error else (Status.PASSED, [])
        if status in (Status.FAILED, Status.ERROR) and (stubs := self._not_begun()):
            status, details = Status.NOT_ATTEMPTED, [words(f"{stubs} is not written yet.")]
        if not (self.not_run or self.spent or self.bench.import_failed):
            self.bench.time_outs.note(self.asked, status)
        if error is None:
            return Verdict(status, seconds=seconds)
        if self.output.strip():
            details.append(Detail(Label.PRINTED, self.output.strip("\n").rstrip()[:MAX_PRINTED]))
        if status in (Status.FAILED, Status.ERROR) and not self.bench.import_failed:
            details += self._slips()
            if status is Status.FAILED and self.calls:
                limit = self.bench.assignment.seconds_of(self.check)
                edge = first_wrong_edge(self.bench, self.check, self.calls[-1], limit)
                details += [Detail(Label.AT, edge)] if edge else []
        details = in_order(details)
        seen = fingerprint(self.calls) if status in (Status.FAILED, Status.ERROR) else ""
        return Verdict(status, capped(details), seconds, self.fault, seen)

    def _not_begun(self) -> str:
        """The stubs of the exercise, if none of them is touched: whatever went wrong, it was not theirs."""
        if self.bench.import_failed or self.bench.missing():
            return ""
        text = "\n".join(python_text(self.bench.submission.files[name]) for name in self.bench.assignment.files)
        names = " and ".join(f"`{name}`" for name in self.exercise.stubs)
        return names if untouched_stubs(text, self.exercise.stubs) else ""

    def _slips(self) -> list[Detail]:
        found: list[str] = []
        for name in self.bench.assignment.files:
            text = python_text(self.bench.submission.files.get(name, b""))
            found += [f"{name}, line {line}: {why}" for line, why in slips(text, self.exercise.stubs)]
        return [Detail(Label.AT, "\n".join(found))] if found else []

    def _judged(self, error: BaseException) -> tuple[Status, list[Detail]]:
        if isinstance(error, Ended):
            return error.status, list(error.details)
        called = list(self.call.details()) if self.call else []
        if isinstance(error, AssertionError):
            text = str(error).partition("\nassert ")[0]
            if text.startswith("assert "):  # in pytest's words, which go on to where the value is from
                text = f"This does not hold: {text.removeprefix('assert ').splitlines()[0]}"
            return Status.FAILED, [*called, *(self.differences or [reason(text, own_words(error, text))])]
        self.fault = fault_of(error, self.bench.assignment.folder)
        if isinstance(error, Problem | ProbeError) or not self.observed or breaks_by_itself(error):
            return Status.UNGRADED, [words(not_your_fault(self.fault))]
        # The check works on the solution's data, so it is this data that it cannot use.
        text = f"The check cannot use what came back: {type(error).__name__}: {error}"
        back = Detail(Label.RETURNED, show(self.observed[-1]), brief(self.observed[-1]))
        return Status.FAILED, [reason(text, "The check cannot use what came back."), *called, back]
