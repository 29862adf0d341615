"""A hand-in is settled once a person has given something to it, and there is nothing left to give."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from autograder.course.course import Course
from autograder.platforms.nbgrader.marks import _marks


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
