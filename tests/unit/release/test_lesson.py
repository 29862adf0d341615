"""A lesson becomes a notebook that students answer in, and one with the answers, which runs beside the solutions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum, is_grade, is_locked
from scaffolded import OWN, add, built, change, problem_of

from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.contents import student_files
from autograder.release.leaks import leaks_in, secrets_of
from autograder.release.lesson import (
    answers_of,
    has_outputs,
    lesson_files,
    model_answers,
    notebook_bytes,
    student_notebook,
    teacher_notebook,
    without_outputs,
)

ANSWER = "Because two equal parts make up the whole, whatever their size is."


@pytest.fixture
def tiny(course: Path) -> Assignment:
    return find_assignment(course / "source", "01_tiny")


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
    change(tiny.folder / "lesson.md", 'check("double")', 'check("double")  # now!')
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
    change(tiny.folder / "lesson.md", old, new)
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


def test_a_lesson_runs_with_its_questions_for_paper(tiny):
    assert "01_tiny/predictions.toml" not in lesson_files(tiny)
    add(tiny.folder / "predictions.toml", "[[half]]\n")
    assert lesson_files(tiny)["01_tiny/predictions.toml"] == b"[[half]]\n"


def test_a_changed_solution_makes_the_executed_lesson_stale(tiny):
    before = teacher_notebook(tiny)
    path = tiny.folder / "tiny.py"
    path.write_text(path.read_text().replace("twofold = x + x", "twofold = 2 * x"))
    assert teacher_notebook(tiny) != before


def test_outputs_are_the_only_thing_left_out(tiny):
    assert without_outputs(b"no notebook") == b"no notebook"
    assert without_outputs(teacher_notebook(tiny)) == teacher_notebook(tiny)


def lesson(folder: Path) -> nbformat.NotebookNode:
    return nbformat.reads(built(folder)["08_attention.ipynb"].decode(), as_version=4)


def check_cell(folder: Path) -> nbformat.NotebookNode:
    """The one graded cell of the lesson."""
    (cell,) = [cell for cell in lesson(folder).cells if is_grade(cell)]
    return cell


def test_the_lesson_is_a_valid_notebook(folder):
    nbformat.validate(lesson(folder))


def test_the_cells_of_the_lesson_keep_their_kind_and_order(folder):
    assert [(cell.cell_type, cell.source.splitlines()[0]) for cell in lesson(folder).cells] == [
        ("markdown", "# A first exercise"),
        ("code", "%load_ext autoreload"),
        ("code", 'check("mean_absolute_error")'),
    ]


def test_the_lesson_is_the_same_bytes_each_time(folder):
    assert built(folder)["08_attention.ipynb"] == built(folder)["08_attention.ipynb"]


def test_every_cell_of_the_lesson_has_an_id_of_its_own(folder):
    ids = [cell.id for cell in lesson(folder).cells]
    assert len(set(ids)) == len(ids)


def test_the_metadata_of_the_lesson_s_author_stays_behind(folder):
    change(folder / "lesson.md", "```python\n%load", '```python tags=["remember"] author="me"\n%load')
    change(folder / "lesson.md", "jupyter:\n", "jupyter:\n  note: me\n")
    book = lesson(folder)
    assert (sorted(book.metadata), book.cells[1].metadata) == (["kernelspec", "language_info"], {})


def test_nbgrader_accepts_the_metadata_of_the_lesson(folder):
    MetadataValidator().validate_nb(lesson(folder))


def test_a_check_cell_is_graded_by_the_name_of_its_exercise(folder):
    assert check_cell(folder).metadata["nbgrader"]["grade_id"] == "check-mean_absolute_error"


def test_a_check_cell_cannot_be_edited(folder):
    assert is_locked(check_cell(folder))


def test_a_check_cell_is_worth_its_checks_public_and_hidden(folder):
    add(folder / "assignment.toml", OWN)
    assert check_cell(folder).metadata["nbgrader"]["points"] == 32.0


def test_a_check_written_with_other_quotes_is_graded_too(folder):
    change(folder / "lesson.md", '"mean_absolute_error"', "'mean_absolute_error'")
    assert is_grade(check_cell(folder))


def test_a_check_in_the_text_is_not_graded(folder):
    change(folder / "lesson.md", '```python\ncheck("mean_absolute_error")\n```', 'check("mean_absolute_error")')
    assert "no cell holds check('mean_absolute_error')" in problem_of(folder)


def test_a_check_of_no_exercise_is_a_problem_that_names_lesson_and_check(folder):
    change(folder / "lesson.md", '"mean_absolute_error"', '"mean_absolut_error"')
    assert "lesson.md: check('mean_absolut_error') names no exercise" in problem_of(folder)


def test_two_cells_with_the_same_check_are_a_problem(folder):
    add(folder / "lesson.md", '\n```python\ncheck("mean_absolute_error")\n```\n')
    assert "lesson.md: two cells hold check('mean_absolute_error')" in problem_of(folder)


def test_a_check_of_extra_credit_is_worth_nothing_that_has_to_be_earned(folder):
    change(
        folder / "assignment.toml",
        "[exercises.mean_absolute_error]\n",
        "[exercises.mean_absolute_error]\nextra = true\n",
    )
    assert check_cell(folder).metadata["nbgrader"]["points"] == 0.0


def test_a_check_cell_stays_where_it_is_and_an_answer_can_be_edited(tiny):
    for notebook in (student_notebook(tiny), teacher_notebook(tiny)):
        graded = [cell.metadata for cell in cells(notebook) if "nbgrader" in cell.metadata]
        assert [(each.deletable, each.get("editable", True)) for each in graded] == [
            (False, each.nbgrader.solution) for each in graded
        ]
        assert [each.nbgrader.solution for each in graded] == [False, False, True]


def test_cells_have_ids_as_jupyter_makes_them(folder):
    assert {len(cell.id) for cell in lesson(folder).cells} == {8}
    book = json.loads(built(folder)["08_attention.ipynb"])
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)


def test_a_notebook_that_jupyter_would_refuse_is_not_released(folder, monkeypatch):
    def broken(text: str, fmt: str) -> Any:
        cell = nbformat.v4.new_code_cell('check("mean_absolute_error")')
        del cell["outputs"]
        return nbformat.v4.new_notebook(cells=[cell])

    monkeypatch.setattr("jupytext.reads", broken)
    with pytest.raises(nbformat.ValidationError):
        built(folder)


def test_answers_are_found_by_line_and_by_question(tiny):
    path = tiny.folder / "lesson.md"
    assert list(answers_of(tiny)) == [(25, f"{ANSWER}\n")]
    path.write_text("\n" + path.read_text())
    assert list(answers_of(tiny)) == [(26, f"{ANSWER}\n")]
    assert model_answers(tiny) == {"twice": ANSWER}
    path.unlink()
    assert (list(answers_of(tiny)), model_answers(tiny)) == ([], {})


def test_only_code_loses_what_came_out(tiny):
    book = nbformat.reads(teacher_notebook(tiny).decode(), as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    code[0].outputs, code[0].execution_count = [nbformat.v4.new_output("stream", text="8")], 3
    assert has_outputs(notebook_bytes(book))
    assert without_outputs(notebook_bytes(book)) == teacher_notebook(tiny)
    assert not has_outputs(teacher_notebook(tiny))
    for other in (b"[]", b"{}", b'{"cells": [1]}', b"null"):
        assert without_outputs(other) == other
