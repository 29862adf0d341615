"""What ends a check makes its verdict: the student's fault only where it is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from helpers import RIGHT

from autograder.checks.bench import Bench
from autograder.checks.check_run import MAX_PRINTED, CheckRun
from autograder.checks.messages import Ended
from autograder.errors import Problem
from autograder.records import Label, Status, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Raised, Reply, Returned, Timeout

ADA = Submission("ada", {"tiny.py": RIGHT.encode()})


def probe(tiny, x) -> float:
    return tiny.double(x)


@pytest.fixture
def run(tiny, monkeypatch) -> Callable[..., CheckRun]:
    """A hidden check under way, given what the student's worker and the solution's say; no process runs."""

    def under_way(student: Reply, solution: Reply | None = None, submission: Submission = ADA) -> CheckRun:
        bench = Bench(tiny, PlainLauncher(), {}, PlainLauncher() if solution else None)
        bench.put(submission)
        monkeypatch.setattr(bench.student, "observe", lambda *asked: student)
        if bench.solution:
            monkeypatch.setattr(bench.solution, "observe", lambda *asked: solution)
        return CheckRun(bench, "double_agrees")

    return under_way


def ended(run: CheckRun, ask: Callable[[], Any]) -> tuple[Status, str]:
    """The status of what `ask` makes of the check, and what the student reads."""
    error = None
    try:
        ask()
    except (AssertionError, Ended, Problem, TypeError, NameError, ArithmeticError) as raised:
        error = raised
    verdict = run.verdict(error, 0.5)
    assert verdict.seconds == 0.5
    return verdict.status, " ".join(each.text for each in verdict.details)


def test_a_check_that_ends_without_an_exception_is_passed(run):
    one = run(Returned(6.0))
    assert one.student(probe, 3.0) == 6.0
    assert one.verdict(None, 0.5).status is Status.PASSED
    assert one.verdict(AssertionError("no"), 0.5).status is Status.FAILED


@pytest.mark.parametrize("reply", [Died(), Timeout(), Raised("ValueError", "no", ())])
def test_a_solution_that_does_not_answer_is_never_the_students_fault(run, reply):
    for student in (Returned(6.0), Died()):
        one = run(student, reply)
        status, said = ended(one, lambda one=one: one.agree(probe, 3.0))
        assert status is Status.UNGRADED
        assert "not your fault" in said
        assert "the solution itself did not answer" in one.fault.text


def test_a_solution_that_fails_after_the_student_answered_is_not_their_fault_either(run):
    one = run(Returned(6.0), Died())

    def ask() -> None:
        one.student(probe, 3.0)
        one.solution(probe, 3.0)

    assert ended(one, ask)[0] is Status.UNGRADED


def test_a_check_without_a_solution_says_so(run):
    one = run(Returned(6.0))
    with pytest.raises(Problem, match="double_agrees: only a hidden check can ask for the solution"):
        one.solution(probe, 3.0)


@pytest.mark.parametrize(("answer", "status"), [(6.0, "passed"), (6.1, "failed"), (float("nan"), "failed")])
def test_student_and_solution_agree_or_not(run, answer, status):
    one = run(Returned(answer), Returned(6.0))
    told, said = ended(one, lambda: one.agree(probe, 3.0))
    assert told == status
    assert ("6.0" in said) == (status == "failed")


@pytest.mark.parametrize(
    ("reply", "status"),
    [(Died(), Status.ERROR), (Timeout(), Status.TIMEOUT), (Raised("ValueError", "no", ()), Status.ERROR)],
)
def test_a_student_who_does_not_answer_hears_why(run, reply, status):
    one = run(reply, Returned(6.0))
    assert ended(one, lambda: one.agree(probe, 3.0))[0] is status
    assert one.fault is None


def test_an_answer_of_another_type_is_a_failure(run):
    one = run(Returned("six"), Returned(6.0))
    status, said = ended(one, lambda: one.agree(probe, 3.0))
    assert status is Status.FAILED
    assert "wrong type" in said


def test_without_the_file_nothing_runs(run):
    one = run(Returned(6.0), submission=Submission("ada", {}))
    assert ended(one, lambda: one.student(probe, 3.0)) == (Status.ERROR, "tiny.py was not handed in.")


def test_a_check_that_breaks_before_it_saw_an_answer_is_ungraded_and_after_it_a_failure(run):
    one = run(Returned(6.0))
    assert ended(one, lambda: 1 / 0)[0] is Status.UNGRADED
    one.student(probe, 3.0)
    assert ended(one, lambda: 1 / 0)[0] is Status.FAILED
    assert ended(one, lambda: not_defined)[0] is Status.UNGRADED  # noqa: F821


def test_a_wrong_number_of_arguments_is_the_checks_own_fault(run):
    one = run(Returned(6.0))
    one.student(probe, 3.0)
    assert ended(one, lambda: one.student(probe))[0] is Status.UNGRADED


@pytest.mark.parametrize("length", [0, 1, MAX_PRINTED, MAX_PRINTED + 1])
def test_what_was_printed_is_told_up_to_a_limit(run, length):
    one = run(Returned(6.0, "x" * length))
    one.student(probe, 3.0)
    printed = [each.text for each in one.verdict(AssertionError(""), 0.5).details if each.label is Label.PRINTED]
    assert printed == (["x" * min(length, MAX_PRINTED)] if length else [])


def test_an_ending_is_told_in_its_own_words_even_if_it_is_ours(run):
    one = run(Returned(6.0))

    def ask() -> None:
        raise Ended(Status.BLOCKED)

    assert ended(one, ask) == (Status.BLOCKED, "")


def test_only_arguments_that_no_answer_can_have_made_may_be_told(run):
    """Those of the second call may be what came back from the first, which a student's code chose."""
    one = run(Returned(6.0))
    one.student(probe, 3.0)
    first = {each.label: each.guarded for each in one.call.details()}
    one.student(probe, one.observed[-1])
    second = {each.label: each.guarded for each in one.call.details()}
    assert "3.0" in first[Label.CALLED]
    assert second[Label.CALLED] == "return tiny.double(x)"


def test_of_a_comparison_without_words_only_what_does_not_hold_is_told(run):
    one = run(Returned(6.0))

    def ask() -> None:
        one.student(probe, 3.0)
        raise AssertionError("assert 6.0 in (7.0, 9.0)\n +  where 6.0 = student(<function probe at 0x7f4ec309cea0>)")

    status, told = ended(one, ask)
    assert status is Status.FAILED
    assert "This does not hold: 6.0 in (7.0, 9.0)" in told
    assert "function" not in told
