"""A new assignment has a name that works, overwrites nothing, and builds as it is."""

from __future__ import annotations

import pytest

from autograder.course.course import Course
from autograder.course.manifest import read_assignment
from autograder.course.mutants import read_mistakes
from autograder.course.scaffold import new_assignment
from autograder.errors import Problem
from autograder.release.build import build_release


@pytest.mark.parametrize(
    "name",
    [
        "attention",
        "8_a",
        "08a",
        "08_",
        "08_A",
        "08_2d",
        "08_a-b",
        "08_a b",
        "08_class",
        "../08_a",
        "08_a/b",
        "008_a",
        "08_a\n",
        "",
    ],
)
def test_a_name_that_is_no_two_digits_and_a_module_is_a_problem(tmp_path, name):
    with pytest.raises(Problem, match="is no name for an assignment: two digits"):
        new_assignment(tmp_path / "source", name)


def test_nothing_is_written_for_a_name_that_is_refused(tmp_path):
    with pytest.raises(Problem):
        new_assignment(tmp_path / "source", "attention")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_a_problem(tmp_path):
    new_assignment(tmp_path, "08_attention")
    with pytest.raises(Problem, match="08_attention exists already"):
        new_assignment(tmp_path, "08_attention")


def test_a_folder_that_exists_is_left_alone(tmp_path):
    kept = tmp_path / "08_attention" / "attention.py"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(Problem):
        new_assignment(tmp_path, "08_attention")
    assert [path.read_text() for path in kept.parent.iterdir()] == ["mine"]


def test_a_new_assignment_has_every_part_of_one(tmp_path):
    folder = new_assignment(tmp_path / "source", "08_attention")
    have = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.parent.name != "wrong"}
    assert have == {
        "assignment.toml",
        "attention.py",
        "lesson.md",
        "checks/test_attention.py",
        "checks/hidden/test_attention.py",
    }


def test_a_new_assignment_builds(tmp_path):
    folder = new_assignment(tmp_path / "source", "08_attention")
    built = build_release(Course(tmp_path), read_assignment(folder))
    assert list(built) == ["assignments/08_attention", "solutions/08_attention"]


def test_every_mistake_of_a_new_assignment_says_who_catches_it(tmp_path):
    folder = new_assignment(tmp_path / "source", "08_attention")
    assert len(read_mistakes(folder / "wrong")) >= 4


def test_no_placeholder_is_left_in_a_name_or_a_text(tmp_path):
    folder = new_assignment(tmp_path / "source", "08_attention")
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in paths if "MODULE" in path.name or "MODULE" in path.read_text(encoding="utf-8")]


def test_every_mistake_of_a_new_assignment_is_named_after_an_exercise(tmp_path):
    """As docs/authors/mistakes.md says: wrong/<exercise>_<what>.py."""
    folder = new_assignment(tmp_path / "source", "08_attention")
    assignment = read_assignment(folder)
    named = [mistake.name for mistake in read_mistakes(folder / "wrong") if assignment.exercise_of(mistake.name)]
    assert len(named) == len(list((folder / "wrong").glob("*.py")))
