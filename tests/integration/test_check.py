"""A student is told the whole truth: what is unfinished, what hidden checks judge, and when hints are at an end."""

from __future__ import annotations

import io
import shutil

import pytest
from helpers import REPO, RIGHT, TINY_COURSE, autograder
from rich.console import Console

from autograder.course.manifest import find_assignment, hidden_checks, read_assignment
from autograder.feedback import terminal
from autograder.feedback.check import next_hint, run_checks, unfinished
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
