"""What a notebook shows of a check in place: verdicts, where to edit, and what may come from elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from autograder.checks.diagnosis import DIAGNOSES, Diagnoses, Known
from autograder.feedback import notebook
from autograder.feedback.check import CheckReport
from autograder.feedback.hints import MISTAKES
from autograder.feedback.notebook import Shown, attempt
from autograder.records import Assignment, CheckResult, Detail, Exercise, Label, Result, Status
from autograder.sandbox.plain import PlainLauncher

NOT_IMPORTED = (Detail(Label.REASON, "upon.py cannot be imported because of this error, so no check can run."),)


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """An assignment of two exercises in a student's folder."""
    (tmp_path / "upon.py").write_text("def add(x):\n    return x\n\n\ndef scale(x):\n    return x\n")
    exercises = tuple(Exercise(name, name, (name,), ()) for name in ("add", "scale"))
    return Assignment("Built upon", ("upon",), exercises, folder=tmp_path, hidden_points=2.5)


def found(name: str, status: Status, details: tuple[Detail, ...] = (), seen: str = "") -> CheckResult:
    earned = 1.0 if status is Status.PASSED else 0.0
    return CheckResult(
        name, name.partition("_")[0], False, status, earned, 1.0, "", 0.1, f"{name} < x.", details, seen=seen
    )


def report(assignment: Assignment, *checks: CheckResult, **more) -> CheckReport:
    earned = sum(check.points for check in checks)
    return CheckReport(assignment, Result("you", assignment.name, earned, float(len(checks)), (), checks), **more)


def test_every_check_of_an_exercise_is_a_line_with_its_mark_and_what_was_found(assignment):
    why = (Detail(Label.REASON, "It is `x`."),)
    run = report(assignment, found("add_one", Status.PASSED), found("add_two", Status.FAILED, why), exercise="add")
    page = Shown(run)._repr_html_()
    assert '<div><b style="color:#1a7f37">✓</b> add_one &lt; x.</div>' in page
    assert '<div><b style="color:#cf222e">✗</b> add_two &lt; x.<table' in page
    assert "It is <code>x</code>." in page
    assert "<p><b>1 of 2 points so far.</b> Edit upon.py, line 1. Hidden checks judge 2.5 more points of " in page


def test_what_passes_is_nowhere_to_be_edited(assignment):
    page = Shown(report(assignment, found("scale_one", Status.PASSED), exercise="scale"))._repr_html_()
    assert "<b>All checks of scale pass: 1 of 1 points.</b> Hidden checks" in page
    assert "Edit" not in page


@pytest.mark.parametrize(
    ("status", "mark", "colour"),
    [(Status.NOT_ATTEMPTED, "·", "#6e7781"), (Status.BLOCKED, "→", "#9a6700"), (Status.TIMEOUT, "∞", "#cf222e")],
)
def test_each_verdict_has_a_mark_and_a_colour(assignment, status, mark, colour):
    page = Shown(report(assignment, found("add_one", status), exercise="add"))._repr_html_()
    assert f'<b style="color:{colour}">{mark}</b>' in page


def test_of_all_exercises_a_notebook_shows_what_a_terminal_does(assignment):
    shown = Shown(report(assignment, found("add_one", Status.FAILED), found("scale_one", Status.PASSED)))
    assert repr(shown).splitlines()[2].rstrip() == " ✗ add    add    0/1  upon.py, line 1"
    assert "add_one < x.  [failed]" in repr(shown)
    page = shown._repr_html_()
    assert page.startswith("<pre>Built upon\n")
    assert "add_one &lt; x.  [failed]" in page
    assert "\x1b" not in repr(shown)


def test_a_file_that_cannot_be_imported_is_told_once(assignment):
    checks = [found(f"add_{n}", Status.ERROR, NOT_IMPORTED) for n in range(2)]
    page = Shown(report(assignment, *checks, exercise="add"))._repr_html_()
    assert page.count("cannot be imported") == 1
    assert "add_0" not in page


def test_what_failures_may_come_from_is_told_once_below_them(assignment):
    checks = [found("add_one", Status.FAILED), found("add_two", Status.FAILED)]
    run = report(assignment, *checks, exercise="add", causes={"add_one": "scale"})
    page = Shown(run)._repr_html_()
    assert page.count("<p>1 fails, probably because <code>scale</code> does; mend that first\n</p>") == 1
    assert "<p></p>" not in page
    assert "probably" not in Shown(report(assignment, *checks, exercise="add"))._repr_html_()


def test_a_mistake_that_a_check_names_is_remembered_for_the_next_hint(assignment, monkeypatch):
    table = Diagnoses((Known("`add` adds twice", "add", {"add_one": "a1"}),))
    (assignment.folder / DIAGNOSES).write_bytes(msgspec.json.encode(table))
    run = report(assignment, found("add_one", Status.FAILED, seen="a1"), exercise="add")
    monkeypatch.setattr(notebook, "run_checks", lambda *asked: run)
    assert "add_one &lt; x." in notebook.check("add")._repr_html_()
    assert "`add` adds twice" in (assignment.folder / MISTAKES).read_text()


def test_packages_are_loaded_once_for_all_checks_where_that_can_be(assignment, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    first = notebook._launcher(assignment)
    assert notebook._launcher(assignment) is first
    other = msgspec.structs.replace(assignment, packages=("packaging",))
    assert notebook._launcher(other) is not first
    monkeypatch.setattr(sys, "platform", "win32")
    assert isinstance(notebook._launcher(assignment), PlainLauncher)


def stub() -> None:
    raise NotImplementedError


def test_a_stub_on_the_way_is_named_with_its_line_and_other_errors_are_not_hidden(capsys):
    with attempt():
        stub()
    line = stub.__code__.co_firstlineno + 1
    assert capsys.readouterr().out.startswith(f"test_notebook_view.py, line {line}: stub is not written yet. ")
    with pytest.raises(ZeroDivisionError), attempt():
        print(1 / 0)
    with attempt():
        print("all is written")
    assert capsys.readouterr().out == "all is written\n"
