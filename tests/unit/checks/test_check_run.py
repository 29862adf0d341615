"""What ends a check makes its verdict: the student's fault only where it is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from helpers import RIGHT

from autograder.checks.bench import Bench
from autograder.checks.check_run import MAX_PRINTED, CheckRun
from autograder.checks.messages import Ended
from autograder.errors import Problem
from autograder.records import Label, Status, Submission, Verdict
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Raised, Reply, Returned, Spent, Timeout

ADA = Submission("ada", {"tiny.py": RIGHT.encode()})
STUBS = Submission("eve", {"tiny.py": b"def double(x):\n    raise NotImplementedError()\n"})
SLIPS = "def double(x):\n    x == 1\n    return x\n"


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


def noted(run: CheckRun) -> list[Status]:
    """Fills up with how checks end, for those that come later."""
    found: list[Status] = []
    run.bench.time_outs.note = lambda asked, status: found.append(status)
    return found


def texts(run: CheckRun, label: Label, error: BaseException) -> list[str]:
    return [each.text for each in run.verdict(error, 0.5).details if each.label is label]


@pytest.mark.parametrize("ask", ["student", "solution", "agree"])
def test_what_need_not_be_run_asks_nothing_of_anybody(run, ask):
    one = run(Returned(6.0), Returned(6.0))
    asked: list[Any] = []
    one.bench.student.observe = one.bench.solution.observe = lambda *question: asked.append(question)
    one.not_run = "two before it never ended"
    heard = noted(one)
    assert ended(one, lambda: getattr(one, ask)(probe, 3.0)) == (Status.TIMEOUT, "two before it never ended")
    assert not asked
    assert heard == []


def test_how_a_check_ended_is_noted_for_those_that_come_later(run):
    one = run(Returned(6.0))
    heard = noted(one)
    one.verdict(None, 0.5)
    one.student(probe, 3.0)
    one.verdict(None, 0.5)
    one.verdict(AssertionError(), 0.5)
    assert heard == [Status.PASSED, Status.PASSED, Status.FAILED]
    late = run(Timeout())
    heard = noted(late)
    ended(late, lambda: late.student(probe, 3.0))
    assert heard == [Status.TIMEOUT]


@pytest.mark.parametrize(("reply", "failed"), [(Spent(1.0), None), (Timeout(), Timeout()), (Died(), Died())])
def test_of_an_exercise_it_says_nothing_that_a_budget_ended_or_an_import(run, reply, failed):
    one = run(reply)
    one.bench.student._failed_import = failed
    heard = noted(one)
    ended(one, lambda: one.student(probe, 3.0))
    assert heard == []


def test_of_a_check_that_passed_nothing_is_told(run):
    one = run(Returned(6.0, "printed"))
    one.student(probe, 3.0)
    assert one.verdict(None, 0.5) == Verdict(Status.PASSED, seconds=0.5)


def test_a_verdict_says_how_long_it_took_passed_or_not(run):
    one = run(Returned(6.0))
    assert [one.verdict(error, 0.5).seconds for error in (None, AssertionError())] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("answer", "options", "status"),
    [
        (6.0 + 1e-9, {}, Status.PASSED),
        (6.0 + 1e-5, {}, Status.FAILED),
        (6.4, {"abs": 0.5}, Status.PASSED),
        (6.4, {"rel": 0.1}, Status.PASSED),
    ],
)
def test_numbers_agree_to_nine_digits_or_as_the_check_allows(run, answer, options, status):
    one = run(Returned(answer), Returned(6.0))
    assert ended(one, lambda: one.agree(probe, 3.0, **options))[0] is status


def test_a_stub_that_nobody_touched_is_not_attempted_whatever_went_wrong(run):
    one = run(Returned(5.0), submission=STUBS)
    one.student(probe, 3.0)
    assert one.verdict(AssertionError(), 0.5).status is Status.NOT_ATTEMPTED
    late = run(Timeout(), submission=STUBS)
    assert ended(late, lambda: late.student(probe, 3.0))[0] is Status.TIMEOUT
    assert one.verdict(None, 0.5).status is Status.PASSED


def test_of_a_file_that_cannot_be_imported_no_exercise_is_called_unwritten(run):
    one = run(Died(), submission=STUBS)
    one.bench.student._failed_import = Died()
    assert ended(one, lambda: one.student(probe, 3.0))[0] is Status.ERROR


def test_statements_without_effect_are_told_beside_what_is_wrong_and_only_there(run, tiny):
    two = Submission("eve", {"tiny.py": SLIPS.encode(), "other.py": b"\n" + SLIPS.encode()})

    def with_slips(reply: Reply) -> CheckRun:
        one = run(reply, submission=two)
        one.bench.assignment = msgspec.structs.replace(tiny, modules=("tiny", "other"))
        return one

    failing = with_slips(Returned(5.0))
    failing.student(probe, 3.0)
    (told,) = texts(failing, Label.AT, AssertionError())
    assert [line.partition(":")[0] for line in told.splitlines()] == ["tiny.py, line 2", "other.py, line 3"]
    assert failing.verdict(None, 0.5).details == ()
    for reply, failed in ((Timeout(), None), (Died(), Died())):
        one = with_slips(reply)
        one.bench.student._failed_import = failed
        with pytest.raises(Ended) as caught:
            one.student(probe, 3.0)
        assert texts(one, Label.AT, caught.value) == []
    assert texts(run(Returned(6.0)), Label.AT, AssertionError()) == []


def test_the_first_wrong_slope_is_looked_for_in_the_last_call_of_a_check_that_fails(run, monkeypatch):
    looked: list[tuple[Any, ...]] = []

    def found(bench: Bench, check: str, call: Any, seconds: float) -> str:
        looked.append(call.arguments)
        return "the slope"

    monkeypatch.setattr("autograder.checks.check_run.first_wrong_edge", found)
    one = run(Returned(6.0, "printed"))
    assert texts(one, Label.AT, AssertionError()) == []
    one.student(probe, 1.0)
    one.student(probe, 2.0)
    assert texts(one, Label.AT, AssertionError()) == ["the slope"]
    assert texts(one, Label.PRINTED, AssertionError()) == ["printed"]
    assert looked == [(2.0,)] * 2
    raised = run(Raised("ValueError", "no", ()))
    assert ended(raised, lambda: raised.student(probe, 3.0))[0] is Status.ERROR
    assert len(looked) == 2


def test_what_was_observed_is_told_by_a_hash_where_the_answer_was_wrong(run):
    def seen(answer: float, error: BaseException | None) -> str:
        one = run(Returned(answer))
        one.student(probe, 3.0)
        return one.verdict(error, 0.5).seen

    assert seen(5.0, AssertionError()) == seen(5.0, AssertionError("why")) != seen(4.0, AssertionError())
    assert seen(5.0, AssertionError())
    assert seen(5.0, ArithmeticError()) == seen(5.0, AssertionError())
    assert seen(5.0, None) == seen(5.0, NameError()) == seen(5.0, Ended(Status.BLOCKED)) == ""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("the sum is odd", "the sum is odd"),
        ("it is 3\nassert 3 == 4", "it is 3"),
        ("it is 3\nassert 3 == 4\nassert 5", "it is 3"),
        ("", ""),
    ],
)
def test_a_check_that_compares_itself_says_why_in_its_own_words(run, said, told):
    one = run(Returned(6.0))
    assert texts(one, Label.REASON, AssertionError(said)) == [told]
    assert texts(one, Label.CALLED, AssertionError(said)) == []
    one.student(probe, 3.0)
    assert texts(one, Label.REASON, AssertionError(said)) == [told]
    assert len(texts(one, Label.CALLED, AssertionError(said))) == 1
