"""How long a session waits, and what it makes of a worker that is late."""

from __future__ import annotations

import itertools
import json
from types import SimpleNamespace

import pytest
from scripted import CONFINED, READY, SIX, Scripted, answered

from autograder.errors import Problem
from autograder.records import Limits
from autograder.sandbox import session as module
from autograder.sandbox.exchange import exchange
from autograder.sandbox.replies import Died, Probe, Raised, Returned, Spent, Timeout
from autograder.sandbox.session import (
    GRACE_SECONDS,
    IMPORT_SECONDS,
    LEAST_SECONDS_BY_THE_CLOCK,
    RETRIES,
    START_SECONDS,
    TRUSTED_CLOCK_FACTOR,
    UNFORKED_CPU_SECONDS,
    UNFORKED_IMPORT_SECONDS,
    CachedSession,
    Session,
    Work,
)
from autograder.sandbox.spending import PATIENCE_SECONDS, Spending
from autograder.sandbox.worker.fresh import REPLY_SECONDS, WALL_CLOCK_FACTOR
from autograder.sandbox.worker.wire import frame

PROBE = Probe("probe", "def probe(x): return x", (), ("x",), float, "")
LATE = answered({"kind": "timeout"})


def work(fork: bool = True, seconds: float = 1.0) -> Work:
    return Work({"a.py": b"x = 1"}, ("a",), ("numpy",), Limits(seconds, 256), fork)


class Waits:
    """How long each exchange may take; the ones of these numbers are never answered."""

    def __init__(self, *late: int) -> None:
        self.late = late
        self.seconds: list[float] = []

    def __call__(self, channel, message: bytes, seconds: float) -> bytes:
        self.seconds.append(seconds)
        if len(self.seconds) - 1 in self.late:
            raise TimeoutError
        return exchange(channel, message, 60.0)


@pytest.fixture
def waits(monkeypatch):
    def set_up(*late: int) -> Waits:
        made = Waits(*late)
        monkeypatch.setattr(module, "exchange", made)
        return made

    return set_up


START, IMPORT, QUESTION = 0, 1, 2


@pytest.mark.parametrize(
    ("fork", "seconds", "cpu_seconds"),
    [(True, 1.0, 3), (True, 5.0, 7), (True, 7.2, 10), (True, 8.0, 10), (False, 7.2, UNFORKED_CPU_SECONDS)],
)
def test_a_process_may_compute_for_a_second_more_than_an_import_and_its_limit(fork, seconds, cpu_seconds):
    allowance = Spending().allowance(IMPORT_SECONDS)
    opening = work(fork, seconds).opening(allowance)
    assert (opening["cpu_seconds"], opening["fork"], opening["memory_mb"]) == (cpu_seconds, fork, 256)
    assert opening["allowance"] == allowance
    assert opening["files"] == {"a.py": "eCA9IDE="}
    assert (opening["modules"], opening["preload"]) == (("a",), ("numpy",))
    assert Work({}, (), (), Limits()).fork


def longest_of_a_worker(seconds: float) -> float:
    """Of one that computes a little, after an import that takes all it may, and then answers a byte at a time."""
    return WALL_CLOCK_FACTOR * (IMPORT_SECONDS + seconds) + PATIENCE_SECONDS + REPLY_SECONDS


@pytest.mark.parametrize(
    ("kind", "fork", "seconds", "imports", "question"),
    [
        (Session, True, 2.0, longest_of_a_worker(UNFORKED_IMPORT_SECONDS), longest_of_a_worker(2.0)),
        (Session, True, 0.5, longest_of_a_worker(UNFORKED_IMPORT_SECONDS), longest_of_a_worker(0.5)),
        (Session, False, 0.5, UNFORKED_IMPORT_SECONDS, LEAST_SECONDS_BY_THE_CLOCK),
        (Session, False, 2.0, UNFORKED_IMPORT_SECONDS, LEAST_SECONDS_BY_THE_CLOCK),
        (Session, False, 2.1, UNFORKED_IMPORT_SECONDS, 2.1),
        (CachedSession, False, 0.5, TRUSTED_CLOCK_FACTOR * UNFORKED_IMPORT_SECONDS, TRUSTED_CLOCK_FACTOR * 0.5),
    ],
)
def test_each_step_has_its_time(waits, kind, fork, seconds, imports, question):
    """A worker ends what is late itself, and goes on: one that is killed says no price."""
    made = waits()
    session = kind(Scripted(CONFINED + READY + SIX), work(fork))
    assert session.observe(PROBE, (3.0,), seconds) == Returned(6.0)
    assert made.seconds == [START_SECONDS, imports + GRACE_SECONDS, question + GRACE_SECONDS]
    session.close()


def test_the_longer_an_import_may_take_the_longer_each_question_is_waited_for(waits, monkeypatch):
    made, import_seconds = waits(), 3.0
    monkeypatch.setattr(module, "IMPORT_SECONDS", import_seconds)
    session = Session(Scripted(CONFINED + READY + SIX), work())
    session.observe(PROBE, (3.0,), 2.0)
    session.close()
    more = WALL_CLOCK_FACTOR * (import_seconds - IMPORT_SECONDS)
    assert made.seconds[QUESTION] == longest_of_a_worker(2.0) + more + GRACE_SECONDS


def test_a_worker_that_does_not_answer_in_time_is_killed_and_the_next_question_gets_another(waits):
    waits(QUESTION)
    launcher = Scripted(CONFINED + READY + SIX, CONFINED + READY + SIX)
    session = Session(launcher, work())
    assert session.observe(PROBE, (3.0,), 2.0) == Timeout()
    assert (launcher.killed, launcher.ended) == (1, 1)
    assert session.observe(PROBE, (3.0,), 1.0) == Returned(6.0)


def test_a_worker_that_says_that_an_answer_was_late_lives_on(waits):
    waits()
    launcher = Scripted(CONFINED + READY + LATE + SIX)
    session = Session(launcher, work())
    assert session.observe(PROBE, (3.0,), 2.0) == Timeout()
    assert (launcher.killed, launcher.ended) == (0, 0)
    assert session.observe(PROBE, (3.0,), 2.0) == Returned(6.0)


@pytest.mark.parametrize(
    ("said", "late", "reply"),
    [(b"", (), Died()), (SIX, (), Died()), (LATE, (), Timeout()), (READY + SIX, (IMPORT,), Timeout())],
)
def test_an_import_was_late_if_its_worker_says_so_or_nothing_in_time_and_else_it_died(waits, said, late, reply):
    waits(*late)
    session = Session(launcher := Scripted(CONFINED + said), work())
    session.open()
    assert session.import_failed
    assert (launcher.killed, launcher.ended) == (1, 1)
    assert session.observe(PROBE, (3.0,), 2.0) == reply
    assert session.observe(PROBE, (3.0,), 2.0) == reply


def test_an_import_that_died_is_tried_again_and_a_late_one_is_not():
    assert Session(Scripted(CONFINED, CONFINED + READY + SIX), work()).observe(PROBE, (3.0,), 2.0) == Returned(6.0)
    late = Scripted(CONFINED + LATE, CONFINED + READY + SIX)
    assert Session(late, work()).observe(PROBE, (3.0,), 2.0) == Timeout()
    assert len(late.workers) == 1


def test_a_worker_that_is_not_confined_in_time_is_ended(waits):
    waits(START)
    session = Session(launcher := Scripted(CONFINED + READY + SIX), work())
    with pytest.raises(Problem):
        session.open()
    assert (launcher.killed, launcher.ended) == (1, 1)


def test_the_exception_of_an_import_is_told_however_late(monkeypatch):
    raised = answered({"kind": "raised", "type": "ValueError", "text": "no", "frames": []})
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=itertools.count(0.0, 100.0).__next__))
    session = Session(launcher := Scripted(CONFINED + raised), work())
    session.open()
    assert session.observe(PROBE, (3.0,), 2.0) == Raised("ValueError", "no", ())
    assert launcher.ended == 1


@pytest.mark.parametrize(
    ("passes", "asked"), [(0.0, 1 + RETRIES), (1.0, 1 + RETRIES), (1.1, 3), (1.5, 3), (1.6, 2), (3.0, 2), (3.1, 1)]
)
def test_a_death_is_retried_for_as_long_as_an_import_and_a_check_may_take(monkeypatch, passes, asked):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.now))
    session = Session(Scripted(), work())
    answers: list[float] = []

    def dies(request: dict[str, object], seconds: float) -> Died:
        answers.append(seconds)
        clock.now += passes
        return Died()

    monkeypatch.setattr(session, "_answer", dies)
    assert session.observe(PROBE, (3.0,), 2.0) == Died()
    assert answers == [2.0] * asked


def test_a_worker_of_which_nothing_was_asked_is_not_closed():
    session = Session(launcher := Scripted(), work())
    session.close()
    assert (launcher.killed, launcher.ended) == (0, 0)
    assert session.layers == ()


def test_what_could_not_be_killed_is_closed_all_the_same():
    session = Session(launcher := Scripted(CONFINED + READY + SIX, refuses=True), work())
    session.observe(PROBE, (3.0,), 2.0)
    session.close()
    session.close()
    assert (launcher.killed, launcher.ended) == (1, 1)


@pytest.mark.parametrize("arguments", [(), (1.0, 2.0)])
def test_a_probe_takes_as_many_arguments_as_it_has_parameters(arguments):
    with pytest.raises(ValueError, match="zip"):
        Session(Scripted(), work()).observe(PROBE, arguments, 2.0)


def test_a_check_changes_nothing_inside_an_answer_that_is_remembered(monkeypatch):
    monkeypatch.setattr(Session, "observe", lambda *asked: Returned([[1.0]]))
    session = CachedSession(Scripted(), work())
    session.observe(PROBE, (3.0,), 2.0).value[0].append("changed")
    assert session.observe(PROBE, (3.0,), 2.0) == Returned([[1.0]])


def test_a_worker_that_could_not_be_confined_is_ended_at_once():
    session = Session(launcher := Scripted(frame({"kind": "unconfined", "text": "no namespaces"})), work())
    with pytest.raises(Problem):
        session.open()
    assert (launcher.killed, launcher.ended) == (1, 1)


SAYS_SIX = {"kind": "returned", "value": 6.0, "output": ""}


def asked(spending: Spending, *workers: bytes, questions: int = 1) -> list[object]:
    session = Session(Scripted(*workers), work(), spending)
    try:
        return [session.observe(PROBE, (3.0,), 2.0) for _ in range(questions)]
    finally:
        session.close()


def test_what_imports_and_questions_cost_adds_up_and_then_nothing_is_asked():
    """As a module that computes as it is imported: each question would import it anew, and none is late."""
    spending = Spending(1.0)
    said = CONFINED + answered({"kind": "ready"}, 0.4) + answered(SAYS_SIX, 0.45) * 2 + SIX
    assert asked(spending, said, questions=4) == [Returned(6.0), Returned(6.0), Spent(1.0, True), Spent(1.0, True)]
    assert spending.processor == pytest.approx(1.3)


def test_a_later_session_of_the_same_submission_has_what_is_left():
    spending = Spending(1.0)
    said = CONFINED + READY + answered(SAYS_SIX, 0.6)
    assert asked(spending, said) == [Returned(6.0)]
    assert asked(spending, said, questions=2) == [Returned(6.0), Spent(1.0)]


def test_what_runs_out_of_time_as_the_budget_is_used_up_was_perhaps_cut_short():
    late = CONFINED + READY + answered({"kind": "timeout"}, 0.6) + answered({"kind": "timeout"}, 0.4)
    assert asked(Spending(1.0), late, questions=2) == [Timeout(), Spent(1.0)]


@pytest.mark.parametrize("dies", [False, True])
def test_a_worker_that_is_gone_has_cost_what_passed_by_the_clock(waits, monkeypatch, dies):
    moments = itertools.count(0.0, 0.25)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=moments.__next__))
    waits(*([] if dies else [QUESTION]))
    spending = Spending(0.6)
    answers = asked(spending, CONFINED + READY, *[CONFINED + READY] * RETRIES, questions=3)
    assert answers[-1] == Spent(0.6)
    assert spending.processor >= 0.25


def test_a_worker_that_lies_about_its_price_pays_by_the_clock(monkeypatch):
    moments = itertools.count(0.0, 20.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=moments.__next__))
    answers = asked(Spending(10.0), CONFINED + READY + SIX * 9, questions=9)
    assert answers[0] == Returned(6.0)
    assert answers[-1] == Spent(10.0)


def test_a_worker_is_told_what_is_left(monkeypatch):
    told = []

    def send(channel, message: bytes, seconds: float) -> bytes:
        told.append(message)
        return exchange(channel, message, seconds)

    monkeypatch.setattr(module, "exchange", send)
    asked(Spending(5.0), CONFINED + READY + answered(SAYS_SIX, 4.0) + SIX, questions=2)
    left = [json.loads(message[4:])["allowance"]["left"] for message in (told[0], *told[2:])]
    assert left == [5.0, 5.0, 1.0]
