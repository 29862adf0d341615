"""How long a session waits, and what it makes of a worker that is late."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
from scripted import CONFINED, READY, SIX, Scripted

from autograder.errors import Problem
from autograder.records import Limits
from autograder.sandbox import session as module
from autograder.sandbox.replies import Died, Probe, Raised, Returned, Timeout
from autograder.sandbox.session import (
    GRACE_SECONDS,
    IMPORT_SECONDS,
    RETRIES,
    START_SECONDS,
    UNFORKED_CPU_SECONDS,
    CachedSession,
    Session,
    Work,
)
from autograder.sandbox.worker.fresh import WALL_CLOCK_FACTOR
from autograder.sandbox.worker.wire import frame

PROBE = Probe("probe", "def probe(x): return x", (), ("x",), float, "")


def work(fork: bool = True, seconds: float = 1.0) -> Work:
    return Work({"a.py": b"x = 1"}, ("a",), ("numpy",), Limits(seconds, 256), fork)


class Timers:
    """Timers that never run out, but for those of these seconds, which do at once."""

    def __init__(self, *run_out: float) -> None:
        self.run_out = run_out
        self.made: list[Timers.Timer] = []

    class Timer:
        daemon = False
        state = "made"

        def __init__(self, timers: Timers, seconds: float, function) -> None:
            self.timers, self.seconds, self.function = timers, seconds, function

        def start(self) -> None:
            self.state = "started"
            if self.seconds in self.timers.run_out:
                self.function()

        def cancel(self) -> None:
            assert self.state == "started"
            assert self.daemon  # or the judge could not end while one waits
            self.state = "cancelled"

    def __call__(self, seconds: float, function) -> Timers.Timer:
        self.made.append(Timers.Timer(self, seconds, function))
        return self.made[-1]


@pytest.fixture
def timers(monkeypatch):
    def set_up(*run_out: float) -> Timers:
        made = Timers(*run_out)
        monkeypatch.setattr(module.threading, "Timer", made)
        return made

    return set_up


@pytest.mark.parametrize(
    ("fork", "seconds", "cpu_seconds"),
    [(True, 1.0, 6), (True, 5.0, 6), (True, 7.2, 9), (True, 8.0, 9), (False, 7.2, UNFORKED_CPU_SECONDS)],
)
def test_a_process_may_compute_for_a_second_more_than_its_longest_limit(fork, seconds, cpu_seconds):
    opening = work(fork, seconds).opening()
    assert (opening["cpu_seconds"], opening["fork"], opening["memory_mb"]) == (cpu_seconds, fork, 256)
    assert opening["files"] == {"a.py": "eCA9IDE="}
    assert (opening["modules"], opening["preload"]) == (("a",), ("numpy",))
    assert Work({}, (), (), Limits()).fork


@pytest.mark.parametrize(("fork", "factor"), [(True, WALL_CLOCK_FACTOR), (False, 1)])
def test_each_step_has_its_time_and_no_timer_is_left(timers, fork, factor):
    made = timers()
    session = Session(Scripted(CONFINED + READY + SIX), work(fork))
    assert session.observe(PROBE, (3.0,), 2.0) == Returned(6.0)
    waits = [START_SECONDS, factor * IMPORT_SECONDS, factor * 2.0 + GRACE_SECONDS]
    assert [timer.seconds for timer in made.made] == waits
    assert {timer.state for timer in made.made} == {"cancelled"}
    session.close()


def test_a_worker_that_does_not_answer_in_time_is_killed_and_the_next_question_gets_another(timers):
    timers(WALL_CLOCK_FACTOR * 2.0 + GRACE_SECONDS)
    launcher = Scripted(CONFINED + READY, CONFINED + READY + SIX)
    session = Session(launcher, work())
    assert session.observe(PROBE, (3.0,), 2.0) == Timeout()
    assert (launcher.killed, launcher.ended) == (2, 1)  # once by the timer, once as it is closed
    assert session.observe(PROBE, (3.0,), 1.0) == Returned(6.0)


@pytest.mark.parametrize(
    ("seconds", "reply"), [(0.0, Died()), (IMPORT_SECONDS, Died()), (IMPORT_SECONDS + 0.5, Timeout())]
)
def test_an_import_that_ends_without_a_word_was_late_or_died(monkeypatch, seconds, reply):
    """The kernel ends what computes for too long; when it does is all that tells it from a crash."""
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=itertools.count(1000.0, seconds).__next__))
    session = Session(Scripted(CONFINED), work())
    session.open()
    assert session.import_failed
    assert session.observe(PROBE, (3.0,), 2.0) == reply


def test_the_exception_of_an_import_is_told_however_late(monkeypatch):
    raised = frame({"kind": "raised", "type": "ValueError", "text": "no", "frames": []})
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=itertools.count(0.0, 100.0).__next__))
    session = Session(launcher := Scripted(CONFINED + raised), work())
    session.open()
    assert session.observe(PROBE, (3.0,), 2.0) == Raised("ValueError", "no", ())
    assert launcher.ended == 1


@pytest.mark.parametrize(
    ("passes", "asked"), [(0.0, 1 + RETRIES), (1.0, 1 + RETRIES), (3.5, 3), (3.6, 2), (7.0, 2), (7.1, 1)]
)
def test_a_death_is_retried_for_as_long_as_an_import_and_a_check_may_take(monkeypatch, passes, asked):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.now))
    session = Session(Scripted(), work())
    answers: list[float] = []

    def dies(request: bytes, seconds: float) -> Died:
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
