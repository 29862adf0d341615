"""What persons gave is read by exercise and question; a hand-in is settled once there is nothing left to give."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.feedback.page.records import Mark
from autograder.platforms.nbgrader.marks import _marks, marks_by_student


def submission(manual: float | None, needs: bool) -> Any:
    cell = SimpleNamespace(name="check-double", cell_type="code", auto_score=0.0, manual_score=manual, extra_credit=0.0)
    book = SimpleNamespace(comments=[], grades=[cell])
    student = SimpleNamespace(id="ada")
    return SimpleNamespace(student=student, notebooks=[book], needs_manual_grade=needs, late_submission_penalty=None)


@pytest.mark.parametrize(
    ("manual", "needs", "graded", "settled"),
    [
        (2.0, False, True, True),
        (0.0, False, True, True),
        (None, False, True, False),
        (2.0, True, True, False),
        (2.0, False, False, False),
    ],
    ids=["given", "0 given", "not given", "more to give", "of an earlier attempt"],
)
def test_it_is_settled_by_a_person_alone(tmp_path, tiny, manual, needs, graded, settled):
    if graded:
        (tmp_path / "autograded/ada/01_tiny").mkdir(parents=True)
    assert _marks(submission(manual, needs), Course(tmp_path), tiny).settled is settled


def cell(name: str, kind: str, manual: float | None, **more: Any) -> Any:
    given = {"auto_score": 1.5, "extra_credit": None, "needs_manual_grade": False, **more}
    return SimpleNamespace(name=name, cell_type=kind, manual_score=manual, **given)


@pytest.mark.parametrize(
    ("given", "marks"),
    [
        (cell("check-double", "code", None), ({"double": Mark(None, 0.0)}, {})),
        (cell("check-double", "code", 0.0), ({"double": Mark(0.0, 0.0)}, {})),
        (cell("check-double", "code", 2.0, extra_credit=0.5), ({"double": Mark(2.0, 0.5)}, {})),
        (cell("question-why-not", "markdown", 2.0), ({}, {"why-not": Mark(2.0, 0.0, "Good.")})),
        (cell("question-why-not", "markdown", 0.0, extra_credit=1), ({}, {"why-not": Mark(0.0, 1.0, "Good.")})),
        (cell("question-twice", "markdown", None), ({}, {"twice": Mark(1.5, 0.0, "")})),
        (cell("question-twice", "markdown", None, auto_score=None), ({}, {"twice": Mark(None, 0.0, "")})),
        (cell("question-twice", "markdown", None, needs_manual_grade=True), ({}, {"twice": Mark(None, 0.0, "")})),
        (cell("question-other", "markdown", 1.0), ({}, {"other": Mark(1.0, 0.0, "")})),
    ],
    ids=lambda value: value.name if isinstance(value, SimpleNamespace) else "",
)
def test_a_mark_is_what_a_person_gave_and_for_a_question_what_nobody_needs_to_give(tmp_path, tiny, given, marks):
    said = {"question-why-not": "Good.", "question-twice": None}
    comments = [SimpleNamespace(name=name, manual_comment=text) for name, text in said.items()]
    handed_in = submission(None, needs=False)
    handed_in.notebooks = [SimpleNamespace(comments=comments, grades=[given])]
    found = _marks(handed_in, Course(tmp_path), tiny)
    assert (found.exercises, found.questions) == marks
    assert found.penalty == 0.0
    handed_in.late_submission_penalty = 0.5
    assert _marks(handed_in, Course(tmp_path), tiny).penalty == 0.5


def test_without_a_gradebook_and_without_the_assignment_in_it_there_are_no_marks(root, tmp_path, tiny):
    assert marks_by_student(Course(tmp_path / "elsewhere"), tiny) == {}
    from gradebooks import gradebook

    with gradebook(root) as opened:
        opened.remove_assignment("01_tiny")
    assert marks_by_student(Course(root), tiny) == {}


def test_marks_are_of_everybody_in_the_gradebook(root, tiny, judge):
    from gradebooks import gradebook, hand_in

    from autograder.platforms.nbgrader.whole_class import enter_class

    for student in ("ada", "bob"):
        hand_in(root, student)
    enter_class(Course(root), tiny)
    with gradebook(root) as opened:
        opened.find_grade("check-double", "01_tiny", "01_tiny", "bob").manual_score = 2.0
        opened.db.commit()
    found = marks_by_student(Course(root), tiny)
    assert {student: marks.exercises["double"].points for student, marks in found.items()} == {"ada": None, "bob": 2.0}


def test_a_gradebook_that_cannot_be_read_is_a_problem_that_says_what_to_do(root, tiny):
    (root / "gradebook.db").write_bytes(b"no database at all")
    with pytest.raises(Problem, match=r"cannot be read: .*not a database.*autograder course init"):
        marks_by_student(Course(root), tiny)
