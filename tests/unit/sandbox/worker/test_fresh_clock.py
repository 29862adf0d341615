"""How long a fork is waited for, by what it computes, what the clock says, and what others get of the processors."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from autograder.sandbox.worker import fresh
from autograder.sandbox.worker.fresh import ASLEEP, COMPARED_SECONDS, LENIENCE, Comparison, is_late

BEGAN = 1000.0


class Clock:
    """A clock that only naps move; meanwhile a process computes for a `share` of the time, and `others` get theirs."""

    def __init__(self) -> None:
        self.now = BEGAN
        self.share = 0.0
        self.others = 1.0
        self.naps: list[float] = []
        self.compared: list[float] = []
        self.answers_at = float("inf")

    def select(self, readers, writers, errors, seconds):
        assert (readers, writers, errors) == ([7], [], [])
        self.naps.append(seconds)
        self.now += seconds
        return readers if self.now >= self.answers_at else [], [], []

    def processor_share(self) -> float:
        self.compared.append(self.now - BEGAN)
        return self.others

    def processor_time(self, child: int) -> float:
        assert child == 4711
        return self.share * (self.now - BEGAN)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made_up = Clock()
    monkeypatch.setattr(fresh, "time", SimpleNamespace(monotonic=lambda: made_up.now))
    monkeypatch.setattr(fresh, "select", SimpleNamespace(select=made_up.select))
    monkeypatch.setattr(fresh, "processor_share", made_up.processor_share)
    monkeypatch.setattr(fresh, "_processor_time", made_up.processor_time)
    return made_up


@pytest.fixture
def naps(clock: Clock) -> Callable[..., list[float]]:
    """How long it is waited at a time, until it is too late."""

    def taken(seconds: float, limit: float, patience: float) -> list[float]:
        with pytest.raises(TimeoutError):
            fresh._wait(7, 4711, seconds, limit, patience)
        return clock.naps

    return taken


def test_who_computes_all_the_time_is_looked_at_when_it_has_to_have_ended(clock, naps):
    clock.share = 1.0
    assert naps(1.0, limit=3.0, patience=10.0) == [1.0]


def test_who_computes_half_of_the_time_is_looked_at_when_it_may_have_ended(clock, naps):
    clock.share = 0.5
    # No look is free.
    assert naps(1.0, limit=3.0, patience=10.0) == [1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.01, 0.01]
    assert clock.compared == []


@pytest.mark.parametrize("limit", [0.5, 3.0])
def test_who_sleeps_is_looked_at_when_the_clock_says_so(clock, naps, limit):
    assert naps(5.0, limit=limit, patience=10.0) == [limit]
    assert clock.compared == []


def test_who_gets_as_much_as_others_is_looked_at_ever_less_often_until_patience_ends(clock, naps):
    clock.share = clock.others = 0.125
    assert naps(100.0, limit=4.0, patience=9.5) == [4.0, 1.0, 1.0, 1.0, 1.5, 2.25, 2.75, 0.01]
    assert clock.compared == [4.0, 5.0, 6.0, 7.0, 8.5, 10.75, 13.5]


def test_who_gets_far_less_than_others_is_found_out_in_two_seconds(clock, naps):
    clock.share = 0.125
    assert naps(100.0, limit=4.0, patience=9.5) == [4.0, 1.0, 1.0]


def test_who_waits_for_a_processor_may_compute_for_its_limit(clock, naps):
    clock.share = clock.others = 0.25
    assert naps(2.0, limit=4.0, patience=20.0)[:4] == [2.0, 1.5, 0.5, 1.0]
    assert clock.compared[0] == 4.0
    assert clock.now - BEGAN >= 8.0


@pytest.mark.parametrize("at", [0.0, 2.0, 4.5])
def test_an_answer_ends_the_waiting(clock, at):
    clock.share = clock.others = 0.25
    clock.answers_at = BEGAN + at
    fresh._wait(7, 4711, 2.0, 4.0, 20.0)
    assert clock.now - BEGAN <= at + 2.0


def test_an_answer_that_is_there_is_not_waited_for():
    reading, writing = os.pipe()
    os.write(writing, b"answer")
    fresh._wait(reading, os.getpid(), 60.0, 60.0, 60.0)
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    ("used", "passed", "late"),
    [
        (0.0, 3.99, False),
        (0.0, 4.0, True),
        (ASLEEP * 4.0 - 0.001, 4.0, True),
        (ASLEEP * 4.0, 4.0, False),
        (ASLEEP * 12.0 - 0.001, 12.0, True),
        (ASLEEP * 12.0, 12.0, False),
        (4.0, 4.0, False),
        (8.0, 14.0, False),
        (8.0, 14.01, True),
    ],
)
def test_who_did_next_to_nothing_is_late_by_the_clock_and_others_when_patience_ends(used, passed, late):
    assert is_late(used, passed, clock=4.0, patience=10.0) is late


FAIR = 0.5


@pytest.mark.parametrize(
    ("got", "since", "asleep"),
    [
        (0.0, COMPARED_SECONDS - 0.25, False),
        (0.0, COMPARED_SECONDS, True),
        (FAIR * 8.0 / LENIENCE - 0.125, 8.0, True),
        (FAIR * 8.0 / LENIENCE, 8.0, False),
        (FAIR * 8.0, 8.0, False),
    ],
)
def test_who_gets_less_than_a_quarter_of_what_others_get_sleeps(monkeypatch, got, since, asleep):
    """Of what it got since they are compared, and of the time since then."""
    monkeypatch.setattr(fresh, "processor_share", lambda: FAIR)
    assert Comparison(3.0, 16.0).is_asleep(3.0 + got, 16.0 + since) is asleep


def test_what_others_get_is_what_they_got_on_average(monkeypatch):
    shares = [1.0, 0.25, 0.25]
    monkeypatch.setattr(fresh, "processor_share", lambda: shares.pop(0))
    comparison = Comparison(0.0, 4.0)
    assert not comparison.is_asleep(0.0, 4.0)
    assert not comparison.is_asleep(0.125, 5.0)
    # A half of eight seconds, of which a quarter is one.
    assert not comparison.is_asleep(1.0, 12.0)
    monkeypatch.setattr(fresh, "processor_share", lambda: 0.5)
    assert comparison.is_asleep(0.99, 12.0)


@pytest.mark.parametrize("step", [0.0, 0.125, 0.25, 0.5, 2.5])
def test_a_share_is_what_a_loop_computes_of_the_time_that_passes_and_no_more_than_all(monkeypatch, step):
    """A clock may stand still for a while."""
    clocks = {"monotonic": 100.0, "thread_time": 10.0}

    def thread_time() -> float:
        clocks["thread_time"] += 0.25
        clocks["monotonic"] += step
        return clocks["thread_time"]

    monkeypatch.setattr(fresh, "TRIED_SECONDS", 4.0)
    monkeypatch.setattr(fresh, "time", SimpleNamespace(monotonic=lambda: clocks["monotonic"], thread_time=thread_time))
    # To look at a clock takes a step, and so does the first look.
    passed = (4.0 / 0.25 + 1) * step
    assert fresh.processor_share() == min(4.0 / passed if passed else 1.0, 1.0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not tell a process's time")
def test_what_a_process_has_computed_is_what_it_says_itself():
    before = time.process_time()
    told = fresh._processor_time(os.getpid())
    assert before <= told <= time.process_time()


def test_where_nobody_can_ask_what_a_process_computes_the_first_look_is_the_last(monkeypatch):
    monkeypatch.setattr(fresh, "sys", SimpleNamespace(platform="darwin"))
    assert fresh._processor_time(os.getpid()) == float("inf")
