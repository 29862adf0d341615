"""A lesson becomes a notebook that students answer in, and one with the answers, which runs beside the solutions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.contents import student_files
from autograder.release.leaks import leaks_in, secrets_of
from autograder.release.lesson import lesson_files, student_notebook, teacher_notebook, without_outputs

ANSWER = "Because two equal parts make up the whole, whatever their size is."


@pytest.fixture
def tiny(course: Path) -> Assignment:
    return find_assignment(course / "source", "01_tiny")


def change(assignment: Assignment, old: str, new: str) -> None:
    path = assignment.folder / "lesson.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def cells(notebook: bytes) -> list[Any]:
    return nbformat.reads(notebook.decode(), as_version=4).cells


def test_students_get_a_place_for_the_answer_and_teachers_the_answer(tiny):
    (asked,) = [cell for cell in cells(student_notebook(tiny)) if cell.metadata.get("nbgrader", {}).get("solution")]
    (told,) = [cell for cell in cells(teacher_notebook(tiny)) if cell.metadata.get("nbgrader", {}).get("solution")]
    assert asked.source == "*Your answer:*"
    assert told.source == ANSWER


def test_an_answer_is_graded_by_hand_with_the_points_of_its_question(tiny):
    (cell,) = [cell for cell in cells(student_notebook(tiny)) if cell.metadata.get("nbgrader", {}).get("solution")]
    assert cell.metadata.nbgrader == {
        "checksum": compute_checksum(cell),
        "cell_type": "markdown",
        "grade": True,
        "grade_id": "question-twice",
        "locked": False,
        "points": 3.0,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }


def test_a_check_cell_is_worth_its_public_and_hidden_checks(tiny):
    (cell,) = [c for c in cells(student_notebook(tiny)) if c.source == 'check("double")']
    names = [name for name in ("double_by_hand", "double_agrees") if tiny.exercise_of(name).name == "double"]
    assert cell.metadata.nbgrader["points"] == sum(tiny.points_of(name) for name in names)


def test_a_comment_beside_check_changes_nothing(tiny):
    before = json.loads(student_notebook(tiny))["cells"][3]["metadata"]["nbgrader"]["points"]
    change(tiny, 'check("double")', 'check("double")  # now!')
    assert json.loads(student_notebook(tiny))["cells"][3]["metadata"]["nbgrader"]["points"] == before


def test_a_model_answer_is_a_secret(tiny):
    secrets = secrets_of(tiny)
    released = student_files(tiny)
    assert leaks_in(released, "x", secrets) == []
    (leak,) = leaks_in({"tiny.py": f"# {ANSWER}\n".encode()}, "x", secrets)
    assert (leak.number, Path(leak.secret.path).name, leak.secret.number) == (1, "lesson.md", 25)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"question": "twice"', '"question": "thrice"', "'thrice' needs one region here and one table"),
        ('"question": "twice"', '"answer": "twice"', "every region is one written question"),
        ("### END SOLUTION\n", "", "every region is one written question"),
        ("# Two functions", "# Two\n\n### BEGIN SOLUTION\n", "every region is one written question"),
        ('check("double")', 'check("treble")', "check('treble') names no exercise"),
        ('check("area")', "", "no cell holds check('area')"),
        ('check("double")', 'check("double")\n```\n\n```python\ncheck("double")', "two cells hold check('double')"),
    ],
)
def test_a_lesson_that_does_not_fit_is_refused_with_its_file(tiny, old, new, told):
    change(tiny, old, new)
    with pytest.raises(Problem) as caught:
        student_notebook(tiny)
    assert told in str(caught.value)
    assert "lesson.md" in str(caught.value)


def test_a_question_without_region_is_refused(tiny):
    path = tiny.folder / "lesson.md"
    path.write_text(path.read_text().partition("<!-- #region")[0])
    with pytest.raises(Problem, match="'twice' needs one region"):
        student_notebook(tiny)


def test_what_a_lesson_runs_with_are_solutions_without_hidden_checks(tiny):
    assert sorted(lesson_files(tiny)) == ["01_tiny/assignment.toml", "01_tiny/checks/test_tiny.py", "01_tiny/tiny.py"]


def test_a_changed_solution_makes_the_executed_lesson_stale(tiny):
    before = teacher_notebook(tiny)
    path = tiny.folder / "tiny.py"
    path.write_text(path.read_text().replace("twofold = x + x", "twofold = 2 * x"))
    assert teacher_notebook(tiny) != before


def test_outputs_are_the_only_thing_left_out(tiny):
    assert without_outputs(b"no notebook") == b"no notebook"
    assert without_outputs(teacher_notebook(tiny)) == teacher_notebook(tiny)
