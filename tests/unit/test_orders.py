"""The program that runs the tests in reversed order and under load says what it saw, and leaves no load behind."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from helpers import script

orders = script("tests/robustness/orders.py")


class Busy:
    """A process that would compute."""

    running = 0

    def __init__(self, command: list[str]) -> None:
        type(self).running += 1

    def kill(self) -> None:
        type(self).running -= 1

    def wait(self) -> None:
        pass


@pytest.fixture
def runs(monkeypatch):
    """What is run, beside how many tests at once and busy processes; which of the runs fail is to be filled in."""
    seen: list[tuple[bool, str, int]] = []
    failing: set[int] = set()

    def run(command, cwd, check):
        seen.append(("--reverse" in command, command[command.index("-n") + 1], Busy.running))
        return SimpleNamespace(returncode=int(len(seen) in failing))

    monkeypatch.setattr(orders.subprocess, "Popen", Busy)
    monkeypatch.setattr(orders.subprocess, "run", run)
    monkeypatch.setattr(orders.os, "cpu_count", lambda: 2)
    return seen, failing


def test_each_round_is_reversed_and_loaded(runs):
    assert orders.main(["--rounds", "3"]) == 0
    assert runs[0] == [(True, "8", 8)] * 3
    assert Busy.running == 0


def test_the_load_can_be_left_out_and_one_round_is_usual(runs):
    assert orders.main(["--idle", "tests/unit"]) == 0
    assert runs[0] == [(True, "8", 0)]


@pytest.mark.parametrize("which", [1, 2, 3])
def test_one_failure_in_any_round_is_a_failure(runs, which, capsys):
    runs[1].add(which)
    assert orders.main(["--rounds", "3"]) == 1
    assert len(runs[0]) == 3
    assert "2 of 3 rounds were green" in capsys.readouterr().out
