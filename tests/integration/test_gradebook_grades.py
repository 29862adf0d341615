"""The gradebook gives points by hand, and takes lateness off."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from helpers import TINY_COURSE, autograder
from made_grades import parsed
from nbgrader.api import Gradebook

from autograder.course.course import Course
from autograder.platforms.csv import export_csv
from autograder.platforms.nbgrader.grades import gradebook_grades

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a gradebook: points by hand and a penalty for one student, an answer to be read of another."""
    root = tmp_path_factory.mktemp("kept")
    shutil.copytree(TINY_COURSE / "source", root / "source", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.db_url = 'sqlite:///' + __file__ + '.db'\n"
    )
    with pytest.MonkeyPatch.context() as patch:  # nbgrader calls alembic by its name
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        _fill(f"sqlite:///{root / 'nbgrader_config.py'}.db")
    return root


def _fill(address: str) -> None:
    with Gradebook(address) as gradebook:
        gradebook.add_assignment("01_tiny")
        gradebook.add_notebook("book", "01_tiny")
        gradebook.add_grade_cell("check-double", "book", "01_tiny", max_score=3, cell_type="code")
        gradebook.add_grade_cell("question-twice", "book", "01_tiny", max_score=3, cell_type="markdown")
        for student, by_hand in (("ada", 2.5), ("ben", None)):
            gradebook.add_student(student)
            gradebook.add_submission("01_tiny", student).notebooks[0].late_submission_penalty = 0.75
            double = gradebook.find_grade("check-double", "book", "01_tiny", student)
            double.auto_score, double.needs_manual_grade = 3.0, False
            question = gradebook.find_grade("question-twice", "book", "01_tiny", student)
            question.manual_score, question.needs_manual_grade = by_hand, by_hand is None
        gradebook.db.commit()


def test_gradebook_gives_points_by_hand_and_takes_lateness_off(kept, tiny):
    ada, ben = gradebook_grades(Course(kept), tiny)
    assert (ada.score, ada.max_score, ada.penalty, ada.status) == (4.75, 6.0, 0.75, "graded")
    assert (ada.points, ada.best) == ({"double": 3.0, "twice": 2.5}, {"double": 3.0, "twice": 3.0})
    row = parsed(export_csv(tiny, [ada, ben], with_gradebook=True).text)[1]
    assert row == ["ada", "01_tiny", "4.75", "6", "3", "0", "2.5", "0.75", "graded"]


def test_a_score_that_waits_for_a_person_is_not_exported(kept):
    said = autograder("export", "01", "--gradebook", "--format", "canvas", cwd=kept)
    assert [(row[0], row[-1]) for row in parsed(said.stdout)[2:]] == [("ada", "4.75")]
    assert (said.returncode, "ben is to be graded by hand" in said.stderr) == (1, True)
