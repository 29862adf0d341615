"""A lesson runs in a kernel, beside the solutions or beside stubs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.contents import student_files
from autograder.release.lesson import student_notebook, teacher_notebook, without_outputs
from autograder.release.run_lesson import executed_notebook, run_notebook

pytestmark = pytest.mark.slow


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


def printed(notebook: bytes) -> str:
    """All text that the cells of a notebook put out."""
    outputs = [output for cell in cells(notebook) for output in cell.get("outputs", [])]
    return "\n".join(output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in outputs)


def test_the_lesson_runs_with_the_solutions(tiny):
    notebook = executed_notebook(tiny)
    (checked,) = [cell for cell in cells(notebook) if cell.source == 'check("double")']
    assert "twice 4 is 8.0" in printed(notebook)
    assert [output.output_type for output in checked.outputs] == ["execute_result"]
    assert "1 of 1 points" in checked.outputs[0].data["text/html"]
    assert without_outputs(notebook) == teacher_notebook(tiny)


def test_the_lesson_runs_with_stubs_and_says_what_to_write(tiny):
    files = {f"01_tiny/{name}": content for name, content in student_files(tiny).items()}
    text = printed(run_notebook(student_notebook(tiny), tiny, files))
    assert "tiny.py, line 12: double is not written yet." in text
    assert "Traceback" not in text


def test_a_cell_that_fails_stops_the_build_and_is_shown(tiny):
    change(tiny, "double(4.0)", "double(4.0) + nothing")
    with pytest.raises(Problem) as caught:
        executed_notebook(tiny)
    assert "nothing" in str(caught.value)
    assert "01_tiny: a cell of lesson.md fails" in str(caught.value)
