"""A student's own folder is checked as it is: what passes, what cannot be run and why, and where to write."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import RIGHT, TINY_COURSE

from autograder.errors import Problem
from autograder.feedback.check import CheckReport, place_of, require_exercise, run_checks, unfinished
from autograder.records import Assignment, CheckResult, Detail, Exercise, Label, Result, Status

FIRST = """class Pair:
    def add(self):
        raise NotImplementedError()


def scale():
    return 1


def scale():
    return 2
"""
SECOND = "\n\ndef shift():\n    raise NotImplementedError()\n"
NOT_IMPORTED = (Detail(Label.REASON, "first.py cannot be imported because of this error, so no check can run."),)


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """An assignment of two files and three exercises, of which one is written."""
    (tmp_path / "first.py").write_text(FIRST)
    (tmp_path / "second.py").write_text(SECOND)
    stubs = {"add": ("Pair.add",), "scale": ("scale",), "shift": ("shift", "scale"), "gone": ("Pair.gone",)}
    exercises = tuple(Exercise(name, name, own, ()) for name, own in stubs.items())
    return Assignment("Two files", ("first", "second"), exercises, folder=tmp_path)


def report(assignment: Assignment, *checks: CheckResult, **more) -> CheckReport:
    return CheckReport(assignment, Result("you", assignment.name, 0.0, 1.0, (), checks), **more)


def found(status: Status, details: tuple[Detail, ...] = ()) -> CheckResult:
    return CheckResult("add_one", "add", False, status, 0.0, 1.0, "", 0.1, "It adds.", details)


def test_a_folder_passes_if_every_check_does(assignment):
    passed, failed = found(Status.PASSED), found(Status.FAILED)
    assert report(assignment, passed, passed).passed
    assert not report(assignment, passed, failed).passed
    assert not report(assignment, failed).passed


def test_why_no_check_can_run_stands_above_all_and_nothing_else_does(assignment):
    failed, stuck = found(Status.FAILED, (Detail(Label.REASON, "No."),)), found(Status.ERROR, NOT_IMPORTED)
    assert report(assignment).banner == report(assignment, failed).banner == ()
    assert report(assignment, stuck, failed).banner == NOT_IMPORTED
    (said,) = report(assignment, stuck, missing=("first.py", "second.py")).banner
    assert said.text.startswith("This folder has no first.py and second.py that can be read, so no check can run.")


def test_the_functions_that_are_not_written_are_told_by_exercise(assignment):
    assert report(assignment).unwritten("add") == ["Pair.add"]
    assert report(assignment).unwritten("scale") == []
    assert report(assignment).unwritten("shift") == ["shift"]
    assert unfinished(assignment) == ["add"], "of `shift` one function is written"


@pytest.mark.parametrize(
    ("exercise", "place"),
    [
        ("add", "first.py, line 2"),
        ("scale", "first.py, line 10"),
        ("shift", "second.py, line 3"),
        ("gone", "first.py"),
    ],
)
def test_where_to_write_is_the_line_of_the_first_stub_that_counts(assignment, exercise, place):
    assert place_of(assignment, exercise) == place


@pytest.mark.parametrize("content", [None, b"def shift(:\n", b"\x00"])
def test_a_file_that_is_gone_or_no_python_does_not_hide_the_others(assignment, content):
    path = assignment.folder / "first.py"
    path.unlink() if content is None else path.write_bytes(content)
    assert place_of(assignment, "shift") == "second.py, line 3"
    assert place_of(assignment, "add") == "first.py"


def test_an_exercise_that_there_is_not_is_a_problem_that_lists_those_there_are(assignment):
    require_exercise(assignment, "shift")
    with pytest.raises(Problem, match=r"no exercise 'other'.*add, scale, shift, gone"):
        require_exercise(assignment, "other")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A student's folder of the tiny assignment; one mistake in `double` is known to fail both checks."""
    folder = tmp_path / "01_tiny"
    shutil.copytree(TINY_COURSE / "source/01_tiny", folder, ignore=shutil.ignore_patterns("__pycache__", "hidden"))
    (folder / "tiny.py").write_text(RIGHT.replace("x + x", "x").replace("self.h * self.w", "self.h"))
    (folder / "checks/causes.json").write_text('{"double": [["double_by_hand", "area_by_hand"]]}')
    return folder


def test_a_failure_is_put_down_to_another_exercise_also_if_that_was_not_asked_for(folder):
    whole = run_checks(folder)
    assert [check.status for check in whole.result.checks] == [Status.FAILED] * 2
    assert (whole.causes, whole.missing, whole.earlier, whole.exercise) == ({"area_by_hand": "double"}, (), {}, "")
    one = run_checks(folder, "area")
    assert ([check.name for check in one.result.checks], one.exercise) == (["area_by_hand"], "area")
    assert one.causes == {"area_by_hand": "double"}
    assert run_checks(folder, "double").causes == {}


def test_nothing_is_put_down_to_an_exercise_that_passes(folder):
    (folder / "tiny.py").write_text(RIGHT.replace("self.h * self.w", "self.h"))
    one = run_checks(folder, "area")
    assert ([check.status for check in one.result.checks], one.causes) == ([Status.FAILED], {})


def test_hidden_checks_are_not_run_where_they_are_there(folder):
    shutil.copytree(TINY_COURSE / "source/01_tiny/checks/hidden", folder / "checks/hidden")
    assert [check.name for check in run_checks(folder, "area").result.checks] == ["area_by_hand"]


def test_a_file_that_is_not_there_is_why_nothing_can_be_checked(folder):
    (folder / "tiny.py").unlink()
    report = run_checks(folder, "area")
    assert report.missing == ("tiny.py",)
    assert report.banner[0].text.startswith("This folder has no tiny.py that can be read")
    assert (report.causes, report.passed) == ({}, False)


def test_for_an_exercise_that_there_is_not_no_worker_is_started(folder):
    with pytest.raises(Problem, match="no exercise 'triple'"):
        run_checks(folder, "triple", never_started)


def never_started(assignment: Assignment):
    pytest.fail("a worker was started")


class Stopped:
    """A launcher that notes how often it was stopped."""

    outer_layers: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.times = 0
        self.start: Callable[[], object] = lambda: pytest.fail("a worker was started")

    def stop(self) -> None:
        self.times += 1


def test_a_worker_that_waits_is_ended_where_an_earlier_assignment_is_not_there(folder):
    text = (folder / "assignment.toml").read_text()
    (folder / "assignment.toml").write_text(f'needs = ["00_before"]\n{text}')
    launcher = Stopped()
    with pytest.raises(Problem, match="keep your folder 00_before beside"):
        run_checks(folder, launcher_for=lambda assignment: launcher)
    assert launcher.times == 1
