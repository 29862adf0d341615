"""A remembering bench gives what was answered to the same question, and runs the submission for nothing else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from autograder.checks.bench import FOR_CLASS
from autograder.checks.graphs import GRAPH
from autograder.checks.observations import Observations, Remembered
from autograder.course.solutions import solutions_needed
from autograder.errors import Problem
from autograder.grading.remembering import RememberingBench
from autograder.records import Assignment, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.replies import Died, Probe, Raised, Reply, Returned, Spent, Timeout
from autograder.sandbox.session import Session

ADA = Submission("ada", {"tiny.py": b"x = 1\n"})
MENDED = {"tiny.py": b"x = 2\n"}
PROBE = Probe("probe", "def probe(tiny, x): return x", ("tiny",), ("x",), float, "return x")
NEW = Returned("new")


@pytest.fixture
def asked(monkeypatch) -> list[float]:
    """What sessions were asked; each answers that it is new, or what is put in the place of that."""
    found: list[Any] = []

    def observe(self: Session, probe: Probe, arguments: tuple[Any, ...], seconds: float) -> Reply:
        found.append(arguments[0])
        return NEW

    monkeypatch.setattr(Session, "observe", observe)
    return found


def bench(assignment: Assignment, submission: Submission) -> RememberingBench:
    made = RememberingBench(assignment, PlainLauncher(), solutions_needed(assignment))
    made.put(submission)
    return made


def kept(assignment: Assignment, *calls: tuple[str, float, Reply, bool], files: dict[str, bytes] | None = None):
    """Ada's submission with what it answered: check, argument, reply, and whether the import had failed."""
    first = bench(assignment, ADA)
    recorder = first._recorder
    if files:
        recorder.turn_to(first.work(Submission("ada", files)))
    for check, x, reply, import_failed in calls:
        first.answer = lambda *given, reply=reply: reply
        first.student._failed_import = reply if import_failed else None
        first.observe(check, PROBE, (x,), 1.0)
    observations = msgspec.structs.replace(first.observations(), isolation=("bwrap", "seccomp"))
    return Remembered("ada", ADA.files, msgspec.json.decode(msgspec.json.encode(observations), type=Observations))


def ask(one: RememberingBench, check: str = "double", x: float = 1.0, seconds: float = 1.0) -> Reply:
    return one.observe(check, PROBE, (x,), seconds)


def test_each_call_of_each_check_gets_what_it_got_before(tiny, asked):
    calls = [("double", 1.0, Returned(2.0), False), ("area", 1.0, Died(), False), ("double", 3.0, Returned(6.0), False)]
    one = bench(tiny, kept(tiny, *calls))
    assert [ask(one, "area"), ask(one), ask(one, x=3.0)] == [Died(), Returned(2.0), Returned(6.0)]
    assert (asked, one.ran, one.in_doubt, one.layers) == ([], {}, False, ("bwrap", "seccomp"))
    assert ask(one, x=5.0) == NEW
    assert (asked, list(one.ran)) == ([5.0], ["double"])


def test_what_is_kept_anew_is_all_of_it_old_and_new(tiny, asked):
    one = bench(tiny, kept(tiny, ("double", 1.0, Returned(2.0), False)))
    ask(one)
    ask(one, "area", 4.0)
    again = bench(tiny, Remembered("ada", ADA.files, one.observations()))
    assert [ask(again), ask(again, "area", 4.0)] == [Returned(2.0), NEW]
    assert asked == [4.0]


@pytest.mark.parametrize("other", [{"x": 2.0}, {"seconds": 2.0}, {"check": "area"}])
def test_another_question_is_asked(tiny, asked, other):
    one = bench(tiny, kept(tiny, ("double", 1.0, Returned(2.0), False)))
    assert ask(one, **other) == NEW


def test_answers_of_other_files_or_with_other_memory_are_not_used(tiny, asked):
    remembered = kept(tiny, ("double", 1.0, Returned(2.0), False))
    changed = Remembered("ada", {"tiny.py": b"x = 3\n"}, remembered.kept)
    more = msgspec.structs.replace(tiny, limits=msgspec.structs.replace(tiny.limits, memory_mb=512))
    for one in (bench(tiny, changed), bench(more, remembered), bench(tiny, ADA)):
        assert (ask(one), one.in_doubt) == (NEW, False)


def test_the_longest_limit_of_all_is_in_no_answer_for_each_has_its_own(tiny, asked):
    remembered = kept(tiny, ("double", 1.0, Returned(2.0), False))
    longer = msgspec.structs.replace(tiny, limits=msgspec.structs.replace(tiny.limits, seconds=9.0))
    assert ask(bench(longer, remembered)) == Returned(2.0)


def test_an_answer_that_was_too_long_to_keep_or_is_damaged_is_asked_for(tiny, asked):
    long = kept(tiny, ("double", 1.0, Returned("x" * 2**20), False))
    assert ask(bench(tiny, long)) == NEW
    whole = kept(tiny, ("double", 1.0, Returned(2.0), False))
    (call,) = whole.kept.calls
    values = {**whole.kept.values, call.value: msgspec.Raw(b"3.0")}
    damaged = Remembered("ada", ADA.files, msgspec.structs.replace(whole.kept, values=values))
    assert ask(bench(tiny, damaged)) == NEW


def test_an_import_that_failed_is_told_of_the_answer_it_failed_for(tiny, asked):
    raised = Raised("ImportError", "no", ())
    one = bench(tiny, kept(tiny, ("double", 1.0, raised, True), ("double", 1.0, Returned(2.0), False)))
    assert (ask(one), one.import_failed) == (raised, True)
    assert (ask(one), one.import_failed) == (Returned(2.0), False)


@pytest.mark.parametrize("late", [Timeout(), Spent(20.0, True)])
def test_of_who_was_late_nothing_is_used(tiny, asked, late):
    calls = [("double", 1.0, Returned(2.0), False), ("area", 1.0, late, False)]
    one = bench(tiny, kept(tiny, *calls))
    assert (ask(one), one.in_doubt) == (NEW, False)


def test_who_is_late_now_is_in_doubt(tiny, monkeypatch):
    monkeypatch.setattr(Session, "observe", lambda *given: Timeout())
    one = bench(tiny, kept(tiny, ("double", 1.0, Returned(2.0), False)))
    ask(one)
    assert not one.in_doubt
    ask(one, x=2.0)
    assert one.in_doubt
    one.put(ADA)
    ask(one)
    assert not one.in_doubt  # of whom nothing is remembered, nothing more is to be asked


@pytest.mark.parametrize("what", ["cost", "mending_cost"])
def test_what_was_spent_then_counts_as_spent(tiny, asked, what):
    limits = msgspec.structs.replace(tiny.limits, budget_seconds=10.0)
    bounded = msgspec.structs.replace(tiny, limits=limits)
    remembered = kept(bounded, ("double", 1.0, Returned(2.0), False))
    for spent, doubt in ((9.0, False), (10.0, True)):
        observations = msgspec.structs.replace(remembered.kept, **{what: (spent, spent)})
        one = bench(bounded, Remembered("ada", ADA.files, observations))
        assert one.in_doubt == doubt
        assert getattr(one.observations(), what) == (spent, spent)


def test_answers_beside_right_exercises_are_kept_apart(tiny, asked):
    own = kept(tiny, ("double", 1.0, Returned(2.0), False)).kept
    mended = kept(tiny, ("double", 1.0, Returned(3.0), False), files=MENDED).kept
    both = msgspec.structs.replace(own, mended=mended.mended, values={**own.values, **mended.values})
    one = bench(tiny, Remembered("ada", ADA.files, both))
    assert ask(one) == Returned(2.0)
    one.put_mended(MENDED)
    assert ask(one) == Returned(3.0)
    one.put_mended({"tiny.py": b"x = 3\n"})
    assert ask(one) == NEW
    assert asked == [1.0]


@pytest.mark.parametrize("more", [GRAPH, FOR_CLASS])
def test_for_what_no_verdict_depends_on_nothing_that_is_remembered_is_run(tiny, asked, more):
    one = bench(tiny, kept(tiny, ("double", 1.0, Returned(2.0), False)))
    ask(one)
    with pytest.raises(Problem, match="not asked before"):
        ask(one, f"double{more}")
    ask(one, x=2.0)
    assert ask(one, f"double{more}") == NEW


@pytest.mark.parametrize("what", ["cost", "mending_cost"])
def test_who_had_to_wait_then_is_not_taken_to_have_slept(tiny, asked, monkeypatch, what):
    """Nobody knows any more how busy the machine was; now it is idle."""
    monkeypatch.setattr("autograder.sandbox.spending.processor_share", lambda: 1.0)
    limits = msgspec.structs.replace(tiny.limits, budget_seconds=10.0)
    bounded = msgspec.structs.replace(tiny, limits=limits)
    remembered = kept(bounded, ("double", 1.0, Returned(2.0), False))
    observations = msgspec.structs.replace(remembered.kept, **{what: (8.0, 100.0)})
    one = bench(bounded, Remembered("ada", ADA.files, observations))
    assert (one.in_doubt, ask(one)) == (False, Returned(2.0))


def test_a_bench_on_which_nothing_lies_is_in_no_doubt(tiny):
    one = RememberingBench(tiny, PlainLauncher(), solutions_needed(tiny))
    assert (one.in_doubt, one.layers) == (False, ())


def test_doubt_is_of_one_submission(tiny, monkeypatch):
    monkeypatch.setattr(Session, "observe", lambda *given: Timeout())
    remembered = kept(tiny, ("double", 1.0, Returned(2.0), False))
    one = bench(tiny, remembered)
    ask(one, x=2.0)
    assert one.in_doubt
    one.put(remembered)
    assert not one.in_doubt
    monkeypatch.setattr(Session, "observe", lambda *given: NEW)
    assert (ask(one, x=2.0), one.in_doubt) == (NEW, False)
