"""The parts of a score add up to it, whatever it is made of."""

from __future__ import annotations

import msgspec
import pytest
from made_feedback import ASSIGNMENT, RESULT

from autograder.feedback.page.records import Mark, Marks
from autograder.feedback.page.score import before_lateness, changed_by_hand, score_of

MARKS = Marks({"wrong": Mark(3.0), "later": Mark(extra=0.25)}, {"why": Mark(1.5)})


@pytest.mark.parametrize("marks", [Marks(), MARKS])
@pytest.mark.parametrize("penalty", [0.0, 0.5])
def test_the_parts_add_up(marks, penalty):
    score = score_of(ASSIGNMENT, RESULT, marks, penalty)
    assert score.points == pytest.approx(sum(part.points for part in score.parts))
    assert score.best == 8.0


def test_each_kind_of_point_has_a_line():
    score = score_of(ASSIGNMENT, RESULT, MARKS, 0.5)
    assert [(part.name.split(",")[0], part.points) for part in score.parts] == [
        ("Checks that you have", 1.0),
        ("Hidden checks", 0.0),
        ("Failures that come from another exercise", 1.0),
        ("Written answers", 1.5),
        ("Changed by hand", 2.25),
        ("Late", -0.5),
    ]


def test_extra_credit_is_beside_the_maximum():
    first, *rest = ASSIGNMENT.exercises
    extra = msgspec.structs.replace(ASSIGNMENT, exercises=(msgspec.structs.replace(first, extra=True), *rest))
    score = score_of(extra, RESULT, Marks(), 0.0)
    assert ("Extra credit", 1.0) in [(part.name, part.points) for part in score.parts]
    assert (score.points, score.best) == (2.0, 6.0)


def test_what_a_person_has_still_to_give_is_told():
    assert score_of(ASSIGNMENT, RESULT, Marks(), 0.0).unmarked == 2.0
    assert score_of(ASSIGNMENT, RESULT, MARKS, 0.0).unmarked == 0.0


def test_a_penalty_leaves_no_score_below_zero():
    assert score_of(ASSIGNMENT, RESULT, Marks(), 100.0).points == 0.0


def test_what_lateness_is_a_share_of_holds_marks_by_hand():
    assert before_lateness(ASSIGNMENT, RESULT, MARKS) == 5.75
    assert changed_by_hand(RESULT, MARKS) == 2.25
