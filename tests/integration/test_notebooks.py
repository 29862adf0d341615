"""Every lesson of the course runs from top to bottom, with the solutions and with untouched stubs."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import probes
import pytest
from helpers import REPO
from skips import require

from autograder.course.manifest import assignments_in, find_assignment
from autograder.records import Assignment
from autograder.release.contents import student_files
from autograder.release.lesson import CHECK_CELL, notebook_bytes, student_notebook
from autograder.release.run_lesson import executed_notebook, run_notebook

pytestmark = pytest.mark.slow
COURSE = {assignment.name: assignment for assignment in assignments_in(REPO / "source")}


@pytest.fixture(params=COURSE)
def assignment(request: pytest.FixtureRequest) -> Assignment:
    found = COURSE[request.param]
    require(all(map(probes.package, found.packages)), ", ".join(found.packages))
    return found


def outputs(notebook: bytes) -> list[Any]:
    cells = nbformat.reads(notebook.decode(), as_version=4).cells
    return [output for cell in cells for output in cell.get("outputs", [])]


def complaints(notebook: bytes) -> list[str]:
    """What a notebook put out that a reader should not see: errors, and anything on stderr."""
    bad = [each for each in outputs(notebook) if each.output_type == "error" or each.get("name") == "stderr"]
    return [str(each.get("text", each.get("evalue", ""))) for each in bad]


def checked(notebook: bytes) -> dict[str, str]:
    """What each cell check("name") shows, by name."""
    cells = nbformat.reads(notebook.decode(), as_version=4).cells
    found = {cell.id: CHECK_CELL.search(cell.source) for cell in cells if cell.cell_type == "code"}
    return {
        match[1]: "".join(each.get("data", {}).get("text/html", "") for each in cell.outputs)
        for cell in cells
        if (match := found.get(cell.id))
    }


def missing(text: str) -> set[str]:
    """The functions that a text says are not written yet."""
    return set(re.findall(r"([\w.]+)(?:`|</code>)? is not written yet", text))


def test_the_lesson_runs_with_the_solutions_and_every_check_passes(assignment):
    notebook = executed_notebook(assignment)
    assert complaints(notebook) == []
    pages = [each.data.get("text/html", "") for each in outputs(notebook) if each.output_type == "execute_result"]
    shown = [page for page in pages if " points." in page]
    assert set(checked(notebook)) == {exercise.name for exercise in assignment.exercises}
    assert len(shown) >= len(assignment.exercises)
    assert [page for page in shown if "Edit " in page] == []
    assert any("image/png" in each.get("data", {}) for each in outputs(notebook))


def test_the_lesson_runs_with_stubs_and_each_missing_piece_is_named(assignment):
    chain = [*(find_assignment(REPO / "source", name) for name in assignment.needs), assignment]
    files = {f"{each.name}/{name}": content for each in chain for name, content in student_files(each).items()}
    notebook = run_notebook(
        student_notebook(assignment), assignment, files, backend="agg"
    )  # pictures are for solutions
    assert complaints(notebook) == []
    said = "".join(each.get("text", "") for each in outputs(notebook))
    assert "is not written yet. Write it, save the file, and run this cell again." in said
    assert "Traceback" not in said
    stubs = {stub for each in chain for exercise in each.exercises for stub in exercise.stubs}
    named = {name: missing(page) for name, page in checked(notebook).items()}
    assert list(named) == [exercise.name for exercise in assignment.exercises]
    assert [name for name, found in named.items() if not found or not found <= stubs] == []
    assert missing(said) <= stubs
    first = assignment.exercises[0]
    assert named[first.name] & set(first.stubs)


def test_a_lesson_has_its_pictures_whatever_the_backend_of_the_person_who_builds(tiny, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    cell = nbformat.v4.new_code_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    notebook = notebook_bytes(nbformat.v4.new_notebook(cells=[cell]))
    ran = run_notebook(notebook, tiny, {f"{tiny.name}/tiny.py": b""})
    assert [list(each.data) for each in outputs(ran) if each.output_type == "display_data"] == [
        ["image/png", "text/plain"]
    ]
