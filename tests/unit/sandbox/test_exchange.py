"""A message and its reply have one clock together, and what is late is told from what is gone."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest
from scripted import SIX

from autograder.sandbox import exchange as module
from autograder.sandbox.channel import Channel
from autograder.sandbox.exchange import exchange
from autograder.sandbox.worker import wire
from autograder.sandbox.worker.wire import ChannelClosed, frame

HEADER = 4
# More than a pipe holds, so that it has to be waited for.
LONG = frame("x" * 100_000)


class Worker:
    """The other end of a channel, for which each wait takes a given time; what is sent to it is read in those."""

    def __init__(self, said: bytes, *delays: float) -> None:
        self.delays = list(delays)
        self.now = 1000.0
        self.killed = 0
        self.heard = bytearray()
        self.hears, writer = os.pipe()
        reader, self.speaks = os.pipe()
        os.set_blocking(writer, False)
        os.write(self.speaks, said)
        self.channel = Channel(reader, writer, self.kill, lambda: None)

    def kill(self) -> None:
        self.killed += 1
        self.hang_up()

    def hang_up(self) -> None:
        os.close(self.speaks)
        self.speaks = -1

    def select(self, readers, writers, others, seconds):
        delay = self.delays.pop(0)
        self.now += min(delay, seconds)
        if delay > seconds:
            return [], [], []
        if writers:
            self.heard += os.read(self.hears, len(LONG))
        return readers, writers, []

    def close(self) -> None:
        for fd in (self.hears, self.speaks, self.channel.reader, self.channel.writer):
            if fd != -1:
                os.close(fd)


@pytest.fixture
def worker(monkeypatch):
    made: list[Worker] = []

    def make(said: bytes, *delays: float) -> Worker:
        made.append(each := Worker(said, *delays))
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: each.now))
        monkeypatch.setattr(wire, "time", SimpleNamespace(monotonic=lambda: each.now))
        monkeypatch.setattr(wire, "select", each)
        return each

    yield make
    for each in made:
        each.close()


# Waits, after the first of which the pipe takes the rest: to send, for the size, and for the body.
DELAYS = (1.0, 1.0, 0.5)
pipes_only = pytest.mark.skipif(os.name != "posix", reason="pipes cannot be waited for there")


@pipes_only
@pytest.mark.parametrize("seconds", [2.5, 3.0])
def test_all_waits_together_may_take_as_long_as_was_said(worker, seconds):
    each = worker(SIX, *DELAYS)
    assert exchange(each.channel, LONG, seconds) == SIX[HEADER:]
    assert each.now == 1002.5
    rest = os.read(each.hears, len(LONG))
    assert bytes(each.heard) + rest == LONG
    assert each.killed == 0


@pipes_only
@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.0, 1.5, 2.0, 2.4])
def test_nothing_is_waited_for_any_longer(worker, seconds):
    each = worker(SIX, *DELAYS)
    with pytest.raises(TimeoutError):
        exchange(each.channel, LONG, seconds)
    assert each.now == 1000.0 + seconds
    # Its session does that.
    assert each.killed == 0


@pipes_only
def test_a_worker_that_is_gone_is_not_late(worker):
    each = worker(SIX[:-1], 0.0, 0.0, 0.0)
    each.hang_up()
    with pytest.raises(ChannelClosed):
        exchange(each.channel, b"", 1.0)


class Timers:
    """Timers that never run out, or all at once; and what became of them."""

    def __init__(self, run_out: bool) -> None:
        self.run_out = run_out
        self.made: list[tuple[float, Timers.Timer]] = []

    class Timer:
        daemon = False
        state = "made"

        def __init__(self, run_out: bool, function) -> None:
            self.run_out, self.function = run_out, function

        def start(self) -> None:
            assert self.daemon  # or the judge could not end while one waits
            self.state = "started"
            if self.run_out:
                self.function()

        def cancel(self) -> None:
            assert self.state == "started"
            self.state = "cancelled"

    def __call__(self, seconds: float, function) -> Timers.Timer:
        self.made.append((seconds, Timers.Timer(self.run_out, function)))
        return self.made[-1][1]


@pytest.fixture
def timers(monkeypatch):
    def set_up(run_out: bool) -> Timers:
        made = Timers(run_out)
        monkeypatch.setattr(module.threading, "Timer", made)
        monkeypatch.setattr(module, "os", SimpleNamespace(name="nt"))
        return made

    return set_up


def test_where_pipes_cannot_be_waited_for_a_timer_is_and_none_is_left(worker, timers):
    each, made = worker(SIX), timers(run_out=False)
    assert exchange(each.channel, frame("x"), 7.0) == SIX[HEADER:]
    assert os.read(each.hears, len(LONG)) == frame("x")
    assert [(seconds, timer.state) for seconds, timer in made.made] == [(7.0, "cancelled")]
    assert each.killed == 0


def test_there_a_worker_that_is_late_is_killed_which_ends_the_waiting(worker, timers):
    each, made = worker(SIX[:-1]), timers(run_out=True)
    with pytest.raises(TimeoutError):
        exchange(each.channel, frame("x"), 7.0)
    assert [(seconds, timer.state) for seconds, timer in made.made] == [(7.0, "cancelled")]
    assert each.killed == 1


def test_there_too_a_worker_that_is_gone_is_not_late(worker, timers):
    each, made = worker(SIX[:-1]), timers(run_out=False)
    each.hang_up()
    with pytest.raises(ChannelClosed):
        exchange(each.channel, frame("x"), 7.0)
    assert [timer.state for _, timer in made.made] == ["cancelled"]
    assert each.killed == 0
