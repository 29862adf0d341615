"""What persons gave in the gradebook is in the log, exercise by exercise and question by question."""

from __future__ import annotations

from made_feedback import ASSIGNMENT

from autograder.course.course import Course
from autograder.feedback.page.records import Mark, Marks
from autograder.grading.log import read_log
from autograder.platforms.terms import note_class_terms


def test_marks_by_hand_are_told_and_what_nobody_gave_is_not(tmp_path):
    own = Marks({"right": Mark(2.0, 0.5), "later": Mark()}, {"why": Mark(1.5), "other": Mark()})
    marks = {"ada": own, "bob": Marks({"right": Mark()}), "cem": Marks({"wrong": Mark(None, 1.0)})}
    for _ in range(2):
        note_class_terms(Course(tmp_path), ASSIGNMENT, (tmp_path / "results", tmp_path), [], marks)
    assert {entry.student: entry.why for entry in read_log(tmp_path / "results")} == {
        "ada": "right, by hand: 2 in place of what the judge gave and +0.5 on top; question why, by hand: 1.5 of 2",
        "cem": "wrong, by hand: +1 on top",
    }
    assert len(read_log(tmp_path / "results")) == 2
