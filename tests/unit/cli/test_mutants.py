"""The command writes down what noticed each mutant, lists who survived, and a build says what is on record."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from autograder.cli.mutants import recorded_line, tell_mutants
from autograder.course.course import Course
from autograder.release.mutation import gate
from autograder.release.mutation.equivalent import EQUIVALENT
from autograder.release.mutation.trying import Noticed

SURVIVOR = "double: twofold = x + x => twofold = x - x"


@pytest.fixture
def tiny(course: Path, monkeypatch) -> Course:
    """The tiny course, in which a public check is said to notice every mutant but one."""

    def tried(assignment, trials, jobs):
        names = [trial.mutant.name for trial in trials]
        return ((name, Noticed("" if name == SURVIVOR else "double_by_hand")) for name in names)

    monkeypatch.setattr(gate, "tried", tried)
    return Course(course)


def told(course: Course) -> tuple[bool, str]:
    """Whether enough are noticed, and what the command says."""
    said = io.StringIO()
    enough = tell_mutants(course, course.all_assignments(), Console(file=said, width=100))
    return enough, said.getvalue()


def test_survivors_stand_with_file_line_and_change_and_the_score_is_on_record(tiny):
    assert "not tried since" in recorded_line(tiny, tiny.assignment("01")).plain
    enough, said = told(tiny)
    assert not enough  # one of so few is more than two in a hundred
    assert f"survives: source/01_tiny/tiny.py:12: {SURVIVOR}\n" in said
    assert "public checks notice 8" in said or "public checks notice 9" in said
    assert "as recorded" in recorded_line(tiny, tiny.assignment("01")).plain
    assert "; 0 tried now" in told(tiny)[1]


def test_with_a_reason_it_is_enough_and_no_survivor(tiny):
    function, _, change = SURVIVOR.partition(": ")
    path = tiny.assignment("01").folder / EQUIVALENT
    path.write_text(f'["{function}"]\n"{change}" = "x is 0."\n')
    enough, said = told(tiny)
    assert enough
    assert "100.0%" in said
    assert "1 more are equivalent" in said
    assert f"equivalent: source/01_tiny/tiny.py:12: {SURVIVOR}: x is 0.\n" in said
    assert "survives" not in said


def test_a_package_that_is_absent_is_told_and_nothing_is_tried(tiny, monkeypatch):
    monkeypatch.setattr("autograder.cli.mutants.absent", lambda packages: ["torch"])
    enough, said = told(tiny)
    assert enough
    assert "torch is not installed" in said
