"""A student is told the whole truth: what is unfinished, what hidden checks judge, and when hints are at an end."""

from __future__ import annotations

import io
import shutil

import pytest
from helpers import REPO, RIGHT, TINY_COURSE, autograder
from rich.console import Console
from typer import Exit

from autograder.cli import students
from autograder.course.manifest import find_assignment, hidden_checks, read_assignment
from autograder.course.solutions import solution_of
from autograder.feedback import terminal
from autograder.feedback.check import run_checks, unfinished
from autograder.feedback.hints import next_hint
from autograder.feedback.notebook import check
from autograder.files import write_tree
from autograder.records import CheckResult, Detail, Label, Status
from autograder.release.contents import hidden_points, student_files


@pytest.fixture
def folder(tmp_path):
    tiny = find_assignment(TINY_COURSE / "source", "01")
    write_tree(tmp_path / "01_tiny", student_files(tiny))
    return tmp_path / "01_tiny"


def test_a_release_tells_how_much_hidden_checks_are_worth_and_not_their_names(folder):
    source = find_assignment(TINY_COURSE / "source", "01")
    released = read_assignment(folder)
    assert released.hidden_points == hidden_points(source) > 0
    text = (folder / "assignment.toml").read_text(encoding="utf-8")
    names = [line[9:].partition("(")[0] for p in hidden_checks(source) for line in p.read_text().splitlines()]
    assert not [name for name in names if name and name.isidentifier() and name in text and "_" in name]


@pytest.mark.parametrize("name", ["01_autograd", "06_softmax"])
def test_public_and_hidden_points_are_those_of_a_grade(name):
    source = find_assignment(REPO / "source", name)
    assert read_assignment(REPO / "assignments" / name).hidden_points == hidden_points(source)


def test_what_is_not_yet_judged_is_said_wherever_points_are(folder, monkeypatch):
    (folder / "tiny.py").write_text(RIGHT)
    more = f"Hidden checks judge {read_assignment(folder).hidden_points:g} more points"
    whole, one = run_checks(folder), run_checks(folder, "double")
    assert "All checks pass: " in closing(whole)
    assert more in closing(whole)
    assert "autograder submit" in closing(whole)
    assert "All checks of double pass: " in closing(one)
    assert more in closing(one)
    assert "autograder submit" not in closing(one)
    monkeypatch.chdir(folder)
    for shown in (check("double"), check()):
        assert more in shown._repr_html_()
        assert more in repr(shown)


def closing(run) -> str:
    console = Console(file=io.StringIO(), width=200, color_system=None)
    console.print(terminal.checked(run))
    return console.file.getvalue()


def test_a_hand_in_says_what_is_unfinished_and_is_packed_all_the_same(folder):
    (folder / "tiny.py").write_text(RIGHT.replace("return x + x", "raise NotImplementedError"))
    assert unfinished(read_assignment(folder)) == ["double"]
    said = autograder("submit", cwd=folder)
    assert said.returncode == 0
    assert "exercises are not written yet: double. They are packed as they are." in said.stdout
    assert (folder / "01_tiny.zip").is_file()
    (folder / "tiny.py").write_text(RIGHT)
    assert "not written" not in autograder("submit", cwd=folder).stdout


def test_a_hint_that_comes_again_is_said_to(folder):
    hints = [next_hint(folder, "double") for _ in range(4)]
    assert [(hint.number, hint.again) for hint in hints] == [(1, False), (2, False), (2, True), (2, True)]
    assert "That was the last hint for double" in autograder("hint", "double", cwd=folder).stdout


def test_a_hint_can_be_read_again_without_the_next_one(folder):
    assert next_hint(folder, "double", repeat=True).number == 1
    assert [next_hint(folder, "double", repeat).number for repeat in (False, True, True, False, True)] == [
        2,
        2,
        2,
        2,
        2,
    ]


@pytest.mark.parametrize("width", [40, 60])
def test_code_that_is_wrapped_keeps_its_indentation(width):
    code = "for x in numbers:\n    " + "total = add(total, times(x, x)) + " * 3 + "1"
    found = CheckResult("a", "a", False, Status.FAILED, 0, 1, "", 0, "It adds.", (Detail(Label.CALLED, code),))
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(terminal.failure(found))
    lines = console.file.getvalue().splitlines()[2:]
    assert len([line for line in lines if line.strip()]) > 2
    assert all(line.startswith(" " * (terminal.LABEL_WIDTH + 4)) for line in lines if line.strip())


def test_watching_sees_the_assignments_that_this_one_imports(tmp_path):
    from autograder.cli.students import _imported_folders

    for name in ("01_autograd", "02_neurons"):
        shutil.copytree(REPO / "assignments" / name, tmp_path / name)
    assert _imported_folders(tmp_path / "02_neurons") == [tmp_path / "02_neurons", tmp_path / "01_autograd"]


def test_a_missing_file_is_told_once_in_a_students_words(folder, monkeypatch):
    (folder / "tiny.py").unlink()
    said = closing(run_checks(folder))
    assert said.count("This folder has no tiny.py that can be read, so no check can run.") == 1
    assert "handed in." not in said
    monkeypatch.chdir(folder)
    assert check("double")._repr_html_().count("This folder has no tiny.py") == 1


@pytest.fixture
def upon(tmp_path):
    """A student's folder of an assignment that imports base.py of an earlier one; both are solved."""
    shutil.copytree(REPO / "tests/courses/chain/source", tmp_path / "source")
    for name in ("01_base", "02_upon"):
        source = find_assignment(tmp_path / "source", name)
        write_tree(tmp_path / name, {**student_files(source), **solution_of(source).files})
    return tmp_path / "02_upon"


@pytest.mark.parametrize(
    ("added", "at"),
    [
        ("\nmissing\n", "NameError: name 'missing' is not defined"),
        ("\ndef scale(:\n", "SyntaxError: "),
    ],
)
def test_an_earlier_module_that_cannot_be_imported_is_named_with_its_folder_and_line(upon, added, at):
    base = upon.parent / "01_base/base.py"
    lines = len(base.read_text().splitlines())
    base.write_text(base.read_text() + added)
    report = run_checks(upon)
    said = "\n".join(each.text for each in report.banner)
    assert "base.py of 01_base cannot be imported because of this error, so no check can run." in said
    assert at in said
    assert f"../01_base/base.py, line {lines + 2}:" in said
    assert (report.causes, report.earlier) == ({}, {})


def test_an_error_within_an_earlier_module_is_at_its_folder_and_speaks_of_no_other_exercise(upon):
    base = upon.parent / "01_base/base.py"
    base.write_text(base.read_text() + "\n\ndef scale(xs, k):\n    return xs / 0\n")
    (upon / "checks/causes.json").write_text('{"newest": [["newest_of_totals", "total_by_hand"]]}')
    (upon / "right.py").write_text((upon / "right.py").read_text().replace("key=Version", "key=str"))
    report = run_checks(upon)
    assert report.earlier == {"01_base": ("scale",)}
    assert report.causes == {}
    assert "../01_base/base.py, line" in "".join(check.message for check in report.result.checks)


def test_an_unwritten_function_of_an_earlier_module_is_named_with_its_folder(upon):
    base = upon.parent / "01_base/base.py"
    base.write_text(base.read_text() + "\n\ndef scale(xs, k):\n    raise NotImplementedError()\n")
    blocked = [check for check in run_checks(upon).result.checks if check.status is Status.BLOCKED]
    assert blocked
    assert "../01_base/base.py, line" in blocked[0].message
    assert "This check also needs base.py of 01_base; write that first." in blocked[0].message


def test_hint_without_an_exercise_lists_those_that_have_hints(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    students.hint("")
    said = capsys.readouterr().out
    assert "double  2 hints" in said
    assert "autograder hint EXERCISE" in said
    assert not (folder / ".hints.json").exists()


def test_ctrl_c_stops_a_check_wherever_it_is(folder, monkeypatch, capsys):
    def interrupted(*asked):
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.checks.bench.Bench.observe", interrupted)
    monkeypatch.chdir(folder)
    with pytest.raises(KeyboardInterrupt):
        run_checks(folder)
    with pytest.raises(Exit) as end:
        students.check(watch=True)
    assert (end.value.exit_code, capsys.readouterr().err.splitlines()[-1]) == (0, "Stopped.")


@pytest.mark.slow
def test_at_home_an_optimizer_of_pytorch_may_be_used(tmp_path):
    """The first one that is made writes files, which must not be taken for the student's doing."""
    pytest.importorskip("torch")
    for name in ("01_autograd", "07_pytorch"):
        shutil.copytree(REPO / "assignments" / name, tmp_path / name)
        for file, content in solution_of(find_assignment(REPO / "source", name)).files.items():
            (tmp_path / name / file).write_bytes(content)
    result = run_checks(tmp_path / "07_pytorch", "train").result
    assert {check.status for check in result.checks} == {Status.PASSED}
