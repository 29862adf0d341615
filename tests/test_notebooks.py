"""Every lesson of the course runs from top to bottom, with the solutions and with untouched stubs."""

from __future__ import annotations

import os
from typing import Any

import nbformat
import pytest
from helpers import REPO, require

from autograder.bwrap import absent
from autograder.course import assignments_in, find_assignment
from autograder.execution import executed_notebook, run_notebook
from autograder.lesson import student_notebook
from autograder.records import Assignment
from autograder.release import student_files

COURSE = {assignment.name: assignment for assignment in assignments_in(REPO / "source")}


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels run without the measuring of coverage, which would slow the students' loops down."""
    for name in [name for name in os.environ if name.startswith("COVERAGE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(params=COURSE)
def assignment(request: pytest.FixtureRequest) -> Assignment:
    found = COURSE[request.param]
    require(not absent(found.packages), ", ".join(found.packages))
    return found


def outputs(notebook: bytes) -> list[Any]:
    cells = nbformat.reads(notebook.decode(), as_version=4).cells
    return [output for cell in cells for output in cell.get("outputs", [])]


def complaints(notebook: bytes) -> list[str]:
    """What a notebook put out that a reader should not see: errors, and anything on stderr."""
    bad = [each for each in outputs(notebook) if each.output_type == "error" or each.get("name") == "stderr"]
    return [str(each.get("text", each.get("evalue", ""))) for each in bad]


def test_the_lesson_runs_with_the_solutions_and_every_check_passes(assignment):
    notebook = executed_notebook(assignment)
    assert complaints(notebook) == []
    pages = [each.data.get("text/html", "") for each in outputs(notebook) if each.output_type == "execute_result"]
    shown = [page for page in pages if " points." in page]
    assert len(shown) == len(assignment.exercises)
    assert [page for page in shown if "Edit " in page] == []
    assert any("image/png" in each.get("data", {}) for each in outputs(notebook))


def test_the_lesson_runs_with_stubs_and_each_missing_piece_says_what_to_do(assignment, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")  # the pictures are looked at with the solutions
    chain = [*(find_assignment(REPO / "source", name) for name in assignment.needs), assignment]
    files = {f"{each.name}/{name}": content for each in chain for name, content in student_files(each).items()}
    notebook = run_notebook(student_notebook(assignment), assignment, files)
    assert complaints(notebook) == []
    said = "".join(each.get("text", "") for each in outputs(notebook))
    assert "is not written yet. Write it, save the file, and run this cell again." in said
    assert "Traceback" not in said
