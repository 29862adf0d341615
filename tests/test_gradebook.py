"""A class of ten over two assignments, through the real nbgrader commands, with the judge's scores."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from helpers import TINY_COURSE, autograder, nbgrader, release
from nbgrader.api import Gradebook

from autograder.course import find_assignment
from autograder.gradebook.notebooks import add_missing_notebooks
from autograder.gradebook.setup import init_course
from autograder.lesson import PLACE
from autograder.records import Problem
from autograder.scaffold import new_assignment

ASSIGNMENTS = {"01_tiny": "tiny.py", "02_next": "next.py"}
STUDENTS = [f"student{number}" for number in range(10)]


def answer(text: str) -> str:
    return json.dumps(text)[1:-1]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of two assignments with ten hand-ins of every kind, graded by the judge and then by nbgrader."""
    root = tmp_path_factory.mktemp("gradebook") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    new_assignment(root / "source", "02_next")
    release(root)
    said = autograder("course", "init", cwd=root)
    assert said.returncode == 0, said.stdout + said.stderr
    for number, student in enumerate(STUDENTS):
        for name, module in ASSIGNMENTS.items():
            hand_in(root, student, name, module, number)
    for name in ASSIGNMENTS:
        said = autograder("grade", name, "--sandbox", "none", cwd=root)
        assert said.returncode == 0, said.stdout + said.stderr
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.JudgedScores.sandbox = "none"\n')
    for name in ASSIGNMENTS:
        said = nbgrader("autograde", name, cwd=root)
        assert said.returncode == 0, said.stderr
    return root


def hand_in(root: Path, student: str, name: str, module: str, number: int) -> None:
    """What a student hands in: all, half or nothing right; the notebook whole, forged, broken or missing."""
    folder = root / "submitted" / student / name
    folder.mkdir(parents=True)
    released, solved = root / "assignments" / name, root / "solutions" / name
    if number != 3:
        shutil.copy((released if number in (1, 5) else solved) / module, folder)
    if number == 4:
        text = (folder / module).read_text()
        (folder / module).write_text(text + "\nraise SystemExit\n")
    if number == 9:
        text = (folder / module).read_text()
        (folder / module).write_text(text.replace("twofold = x + x", "twofold = 3 * x"))
    notebook = (released / f"{name}.ipynb").read_text()
    book = json.loads(notebook)
    if number == 0:
        notebook = notebook.replace(PLACE, answer("Because <script>alert(1)</script> of *that*."))
    elif number == 5:
        for cell in book["cells"]:
            if "nbgrader" in cell["metadata"]:
                cell["metadata"]["nbgrader"]["points"] = 1000
                cell["outputs"] = [
                    {
                        "output_type": "execute_result",
                        "data": {"text/plain": "1000"},
                        "metadata": {},
                        "execution_count": 1,
                    }
                ]
        notebook = json.dumps(book)
    elif number == 6:
        notebook = json.dumps({**book, "cells": [*book["cells"], *book["cells"]]})
    elif number == 7:
        notebook = notebook[: len(notebook) // 2]
    elif number == 8:
        notebook = json.dumps({**book, "cells": []})
    if number != 2:
        (folder / f"{name}.ipynb").write_text(notebook)


def exported(root: Path) -> dict[tuple[str, str], float]:
    assert nbgrader("export", cwd=root).returncode == 0
    with (root / "grades.csv").open(newline="") as file:
        return {(row["assignment"], row["student_id"]): float(row["score"]) for row in csv.DictReader(file)}


def score(root: Path, student: str) -> float:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return float(gradebook.find_submission("01_tiny", student).score)


def judged(root: Path) -> dict[tuple[str, str], float]:
    paths = [root / "results" / name / f"{student}.json" for name in ASSIGNMENTS for student in STUDENTS]
    return {(path.parent.name, path.stem): json.loads(path.read_text())["score"] for path in paths}


def test_every_score_in_the_gradebook_is_the_judges(course):
    scores = judged(course)
    assert exported(course) == scores
    assert [scores["01_tiny", student] for student in STUDENTS] == [5, 0, 5, 0, 0, 0, 5, 5, 5, 1]


def test_points_in_the_gradebook_are_those_of_the_checks_and_questions(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        best = gradebook.find_assignment("01_tiny").max_score
    result = json.loads((course / "results" / "01_tiny" / "student0.json").read_text())
    assert best == result["max_score"] + 3


def test_feedback_shows_messages_and_no_markup_of_students(course):
    said = nbgrader("generate_feedback", "01_tiny", cwd=course)
    assert said.returncode == 0, said.stderr
    page = (course / "feedback" / "student0" / "01_tiny" / "01_tiny.html").read_text()
    assert "<script>alert(1)" not in page
    assert "&lt; script&gt;alert(1)" in page
    assert "double of 3 is 6." in page
    hidden = (course / "source/01_tiny/checks/hidden/test_tiny.py").read_text().split('"""')[3]
    assert hidden not in page


def test_a_worse_resubmission_with_an_emptied_notebook_keeps_no_stale_score(course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(course, root)
    folder = root / "submitted" / "student0" / "01_tiny"
    shutil.copy(root / "assignments" / "01_tiny" / "tiny.py", folder)
    (folder / "01_tiny.ipynb").write_text('{"cells": []}')
    assert score(root, "student0") == 5
    said = nbgrader("autograde", "01_tiny", "--student", "student0", "--force", cwd=root)
    assert said.returncode == 0, said.stderr
    assert score(root, "student0") == 0


def test_what_nbgrader_sees_holds_no_solution_and_no_hidden_check(course):
    seen = [path.relative_to(course).as_posix() for path in (course / ".autograder" / "gradebook").rglob("*.*")]
    assert "hidden" not in " ".join(seen)
    stub = (course / ".autograder" / "gradebook" / "01_tiny" / "tiny.py").read_text()
    assert stub == (course / "assignments" / "01_tiny" / "tiny.py").read_text()


def test_generating_the_assignment_with_nbgrader_changes_no_released_file(course):
    folder = course / "assignments" / "01_tiny"
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    said = nbgrader("generate_assignment", "01_tiny", "--force", cwd=course)
    assert said.returncode == 0, said.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_a_notebook_that_is_there_is_never_replaced(course):
    assignment = find_assignment(course / "source", "01_tiny")
    before = (course / "submitted" / "student7" / "01_tiny" / "01_tiny.ipynb").read_bytes()
    assert add_missing_notebooks(course, [assignment]) == []
    assert (course / "submitted" / "student7" / "01_tiny" / "01_tiny.ipynb").read_bytes() == before


def test_setting_up_again_keeps_the_configuration(course):
    before = (course / "nbgrader_config.py").read_text()
    assert init_course(course) == list(ASSIGNMENTS)
    assert (course / "nbgrader_config.py").read_text() == before
    with pytest.raises(Problem, match="is there already"):
        init_course(course, "sqlite:///other.db")
