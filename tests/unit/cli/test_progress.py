"""How far grading is: how much is done and left, how fast it goes, and how long it takes, also without a terminal."""

from __future__ import annotations

import io
import itertools
import threading

import pytest
from rich.console import Console

from autograder.cli import progress
from autograder.cli.progress import LAST, Tally, grading_progress
from autograder.records import CheckResult, Result, Status


def result(status: Status = Status.PASSED) -> Result:
    return Result("ada", "01_tiny", 0, 1, (), (CheckResult("a", "a", False, status, 0, 1, "", 0.1),))


def tally(total: int, *times: float) -> Tally:
    clock = iter((0.0, *times))
    made = Tally(total, lambda: next(clock))
    for _ in times:
        made.note(result())
    return made


def test_nothing_is_said_of_speed_before_there_is_any():
    assert str(tally(5)) == "0 of 5 done"
    assert str(tally(5, 0.2, 0.4)) == "2 of 5 done"


def test_it_says_how_many_are_left_how_fast_it_goes_and_how_long_it_takes():
    assert str(tally(128, 1.0, 2.0, 2.5, 4.0)) == "4 of 128 done, 124 left, 1.0 a second, 0:02:04 to go"
    assert str(tally(4, 3.0, 6.0)) == "2 of 4 done, 2 left, 3.0 s each, 0:00:06 to go"


def test_at_the_end_only_the_number_is_left():
    assert str(tally(2, 3.0, 6.0)) == "2 of 2 done"


def test_what_was_on_disk_says_nothing_about_the_speed():
    known = [0.01 * number for number in range(1000)]
    judged = [known[-1] + 2.0 * number for number in range(1, LAST + 1)]
    assert "2.0 s each" in str(tally(2000, *known, *judged))


def test_what_could_not_be_judged_is_counted():
    made = Tally(3, lambda: 0.0)
    made.note(result(Status.UNGRADED))
    made.note(result())
    assert str(made) == "2 of 3 done, 1 could not be judged"


def said(monkeypatch, every: float, results: int, awaited: str = "") -> str:
    """What is printed without a terminal every so many seconds, where after so many results nothing comes in."""
    monkeypatch.setattr(progress, "EVERY", every)
    clock = itertools.count(0.0, 2.0)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    console = Console(file=io.StringIO(), width=40)
    with grading_progress(20, console) as step:
        for _ in range(results):
            step(result())
        for _ in range(500):
            if awaited in console.file.getvalue():
                break
            threading.Event().wait(0.01)
    return console.file.getvalue()


def test_without_a_terminal_there_is_a_line_every_few_seconds_whatever_comes_in(monkeypatch):
    for results, line in (
        (3, "grading: 3 of 20 done, 17 left, 2.0 s each, 0:00:34 to go\n"),
        (0, "grading: 0 of 20 done\n"),
    ):
        assert line in said(monkeypatch, 0.01, results, line)


def test_a_short_run_prints_nothing_without_a_terminal(monkeypatch):
    assert said(monkeypatch, 5.0, 20) == ""


def test_a_run_that_ends_in_an_error_prints_nothing_more(monkeypatch):
    monkeypatch.setattr(progress, "EVERY", 0.01)
    console = Console(file=io.StringIO())
    with pytest.raises(KeyboardInterrupt), grading_progress(2, console):
        raise KeyboardInterrupt
    before = console.file.getvalue()
    threading.Event().wait(0.05)
    assert console.file.getvalue() == before


def test_on_a_terminal_the_line_moves_and_leaves_nothing_behind():
    console = Console(file=io.StringIO(), force_terminal=True, width=100, _environ={"TERM": "xterm"})
    with grading_progress(2, console) as step:
        step(result())
        step(result())
    said = console.file.getvalue()
    assert "2 of 2 done" in said
    assert said.rstrip().endswith("\x1b[2K")
