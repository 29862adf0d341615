"""A recorded bench gives what was answered to the same question, and else asks for a full run."""

from __future__ import annotations

import msgspec
import pytest

from autograder.checks.bench import Bench
from autograder.checks.messages import Ended
from autograder.checks.observations import Observations, Recorder, question
from autograder.course.solutions import solutions_needed
from autograder.errors import Problem
from autograder.grading.judge_again import NoLauncher, RecordedBench, judge_again
from autograder.grading.pool import JudgeSettings
from autograder.records import Assignment, Status, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Probe, Raised, Returned, Spent

ADA = Submission("ada", {"tiny.py": b"x = 1\n"})
PROBE = Probe("probe", "def probe(tiny, x): return x", ("tiny",), ("x",), float, "return x")


def kept(assignment: Assignment, *calls: tuple[str, float, object, bool]) -> Observations:
    """What was observed of ada: check, argument, reply, and whether the import had failed."""
    work = Bench(assignment, PlainLauncher(), solutions_needed(assignment)).work(ADA)
    recorder = Recorder(work)
    for check, x, reply, import_failed in calls:
        recorder.add(check, question(PROBE, (x,), 1.0), reply, import_failed)
    return recorder.observations(("bwrap", "seccomp"))


def bench(assignment: Assignment, observations: Observations | None, submission: Submission = ADA) -> RecordedBench:
    made = RecordedBench(JudgeSettings(assignment, b"secret"), {"ada": observations} if observations else {})
    made.put(submission)
    return made


def needs_full_run(one: RecordedBench, check: str = "double", x: float = 1.0, seconds: float = 1.0) -> str:
    with pytest.raises(Ended) as raised:
        one.observe(check, PROBE, (x,), seconds)
    assert raised.value.status is Status.UNGRADED
    return str(raised.value.details)


def test_each_call_of_each_check_gets_what_it_got_before(tiny):
    calls = [("double", 1.0, Returned(2.0), False), ("area", 1.0, Died(), False), ("double", 3.0, Returned(6.0), False)]
    one = bench(tiny, kept(tiny, *calls))
    assert one.observe("area", PROBE, (1.0,), 1.0) == Died()
    assert one.observe("double", PROBE, (1.0,), 1.0) == Returned(2.0)
    assert one.observe("double", PROBE, (3.0,), 1.0) == Returned(6.0)
    assert "in call 3" in needs_full_run(one, x=3.0)
    one.put(ADA)
    assert one.observe("double", PROBE, (1.0,), 1.0) == Returned(2.0)


def test_what_was_not_asked_as_the_budget_was_used_up_is_not_asked_again(tiny):
    """What is used up is measured, so that it would be another figure the next time."""
    one = bench(tiny, kept(tiny, ("double", 1.0, Spent(20.0, 0.4), False)))
    assert one.observe("double", PROBE, (1.0,), 1.0) == Spent(20.0, 0.4)


def test_a_question_that_was_not_asked_before_has_no_answer(tiny):
    observations = kept(tiny, ("double", 1.0, Returned(2.0), False))
    for other in ({"x": 2.0}, {"seconds": 2.0}, {"check": "area"}):
        assert "It asks in call 1 what it did not ask before" in needs_full_run(bench(tiny, observations), **other)


def test_other_files_or_no_answers_have_none(tiny):
    observations = kept(tiny, ("double", 1.0, Returned(2.0), False))
    changed = Submission("ada", {"tiny.py": b"x = 2\n"})
    for one in (
        bench(tiny, observations, changed),
        bench(tiny, None),
        bench(tiny, observations, Submission("bob", {})),
    ):
        assert "No answers are kept of these files" in needs_full_run(one)


def test_an_answer_that_was_too_long_to_keep_needs_a_full_run(tiny):
    observations = kept(tiny, ("double", 1.0, Returned("x" * 2**20), False))
    assert "The answer to call 1 was not kept" in needs_full_run(bench(tiny, observations))


def test_an_import_that_failed_is_told_of_the_answer_it_failed_for(tiny):
    raised = Raised("ImportError", "no", ())
    one = bench(tiny, kept(tiny, ("double", 1.0, raised, True), ("double", 1.0, Returned(2.0), False)))
    assert not one.import_failed
    assert one.observe("double", PROBE, (1.0,), 1.0) == raised
    assert one.import_failed
    one.observe("double", PROBE, (1.0,), 1.0)
    assert not one.import_failed


def test_the_layers_are_those_in_which_it_was_observed(tiny):
    assert bench(tiny, kept(tiny)).layers == ("bwrap", "seccomp")
    assert bench(tiny, None).layers == ()


def test_hidden_inputs_are_those_of_the_course_and_the_solution_can_be_asked(tiny):
    one = bench(tiny, kept(tiny))
    beside = Bench(tiny, PlainLauncher(), {}, secret=b"secret")
    beside.put(ADA)
    assert one.seed("double_agrees") == beside.seed("double_agrees")
    assert one.solution is not None


def test_no_worker_is_started_for_a_submission():
    with pytest.raises(Problem, match="does not run"):
        NoLauncher().start()
    assert NoLauncher().outer_layers == ()


def test_all_checks_are_judged_again_and_none_without_answers_is_passed(tiny):
    (result,) = judge_again(JudgeSettings(tiny, b"secret"), [ADA], {})
    assert len(result.checks) == 4
    assert {check.status for check in result.checks} == {Status.UNGRADED}
    assert msgspec.structs.replace(result, checks=()).score == 0.0
