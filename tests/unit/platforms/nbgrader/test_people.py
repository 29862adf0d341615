"""Names of the roster are entered for who has handed in, and nothing of who is removed stays in the gradebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader")

from gradebooks import gradebook, hand_in
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.platforms.nbgrader import database
from autograder.platforms.nbgrader.people import enter_names, first_and_last, forget_student, remove_submission
from autograder.platforms.nbgrader.whole_class import enter_class
from autograder.platforms.roster.table import Member

NAME = "01_tiny"
ROSTER = "student,name,email\nada,Ada Okafor,ada@x.org\nben,Ben,\ncy,Cy Young,cy@x.org\n"


@pytest.fixture
def entered(root: Path, judge) -> Path:
    """A course in whose gradebook ada and ben are."""
    for student in ("ada", "ben"):
        hand_in(root, student)
    enter_class(Course(root), Course(root).assignment(NAME))
    return root


def students(root: Path) -> dict[str, tuple[str | None, str | None, str | None]]:
    with gradebook(root) as opened:
        return {each.id: (each.first_name, each.last_name, each.email) for each in opened.students}


def test_who_has_handed_in_is_called_as_in_the_roster(entered):
    (entered / "roster.csv").write_text(ROSTER)
    hand_in(entered, "eve")
    (entered / "submitted/.archive/01_tiny").mkdir(parents=True)
    enter_names(Course(entered))
    assert students(entered) == {"ada": ("Ada", "Okafor", "ada@x.org"), "ben": (None, "Ben", None)}


def test_who_hands_in_is_entered_before_anything_is_graded(root):
    (root / "roster.csv").write_text(ROSTER)
    (root / "submitted/ada/02_other").mkdir(parents=True)
    hand_in(root, "cy")
    enter_names(Course(root))
    assert {*students(root)} == {"ada", "cy"}


@pytest.mark.parametrize("missing", ["roster.csv", "nbgrader_config.py", "submitted"])
def test_without_one_of_the_three_nothing_is_entered(root, missing):
    (root / "roster.csv").write_text(ROSTER)
    hand_in(root, "ada")
    (root / missing).rename(root / "away")
    enter_names(Course(root))
    assert students(root) == {}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Okafor", ("Ada", "Okafor")),
        ("Okafor, Ada", ("Ada", "Okafor")),
        ("Ada Maria Okafor", ("Ada Maria", "Okafor")),
        ("Okafor, Ada, Dr.", ("Ada, Dr.", "Okafor")),
        ("Ada", ("", "Ada")),
        ("", ("", "")),
    ],
)
def test_a_name_has_two_parts_whichever_comes_first(name, parts):
    assert first_and_last(Member(name=name)) == parts


def test_a_removed_submission_is_gone_and_no_other_is(entered):
    assert remove_submission(Course(entered), NAME, "ada") == ["Removed the submission of ada from the gradebook"]
    with gradebook(entered) as opened:
        assert [each.student.id for each in opened.assignment_submissions(NAME)] == ["ben"]
    assert remove_submission(Course(entered), NAME, "ada") == []
    assert remove_submission(Course(entered), NAME, "nobody") == []


@pytest.fixture
def left_readable():
    """SQLite as most build it: it leaves in the file what is deleted, which Debian's overwrites."""

    def leave(connection: Any, record: object) -> None:
        connection.execute("PRAGMA secure_delete = OFF")

    event.listen(Engine, "connect", leave)
    yield
    event.remove(Engine, "connect", leave)


def test_who_is_forgotten_is_gone_and_cannot_be_read_from_the_file(left_readable, entered):
    course = Course(entered)
    with gradebook(entered) as opened:
        opened.update_or_create_student("ada", email="to-be-forgotten@x.org")
        opened.update_or_create_submission(NAME, "ada")
    assert b"to-be-forgotten" in (entered / "gradebook.db").read_bytes()
    ((what, remove),) = forget_student(course, "ada")
    assert what == "the gradebook's student ada with 1 submission"
    assert {*students(entered)} == {"ada", "ben"}, "until it is done"
    remove()
    assert {*students(entered)} == {"ben"}
    assert b"to-be-forgotten" not in (entered / "gradebook.db").read_bytes()
    assert forget_student(course, "ada") == []


def test_how_many_submissions_go_is_said(root):
    with gradebook(root) as opened:
        opened.add_student("ada")
    ((what, _),) = forget_student(Course(root), "ada")
    assert what.endswith("ada with 0 submissions")


def test_without_a_gradebook_there_is_nothing_to_remove(tmp_path):
    assert remove_submission(Course(tmp_path), NAME, "ada") == []
    assert forget_student(Course(tmp_path), "ada") == []


def test_a_gradebook_that_is_locked_is_waited_for_and_one_that_cannot_be_opened_is_a_problem(root, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(database, "wait_for_locks", lambda: asked.append("to wait"))
    config = root / "nbgrader_config.py"
    config.write_text("c = get_config()\nc.CourseDirectory.db_url = 'sqlite:////nowhere/at/all/x.db'\n")
    for function in (lambda course: remove_submission(course, NAME, "ada"), lambda course: forget_student(course, "a")):
        with pytest.raises(Problem, match="cannot be opened"):
            function(Course(root))
    assert asked == ["to wait"] * 2
