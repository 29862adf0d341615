"""What could not be read or matched reaches the gradebook as in need of a person, never as graded 0."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from gradebooks import answering, autograde, gradebook, make_course
from helpers import RIGHT, autograder

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
ANSWERED = "an answer to the question"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose pile holds one hand-in of each kind, collected and autograded."""
    root = make_course(tmp_path_factory.mktemp("person") / "course", questions=1)
    book = json.dumps(answering(root, [ANSWERED]))
    cell = next(
        c for c in json.loads(book)["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "question-q0"
    )
    twice = json.loads(book)
    twice["cells"].append({**cell, "source": "another answer"})
    pile = {
        "whole": {"tiny.py": RIGHT, "01_tiny.ipynb": book},
        "nothing": {"tiny.py": RIGHT},
        "text": {"tiny.py.txt": RIGHT},
        "packed": {"tiny.7z": "7z"},
        "renamed": {"tiny.py": RIGHT, "my lesson.ipynb": book},
        "truncated": {"tiny.py": RIGHT, "01_tiny.ipynb": book[:-9]},
        "twice": {"tiny.py": RIGHT, "01_tiny.ipynb": json.dumps(twice)},
    }
    for student, files in pile.items():
        for name, content in files.items():
            place = root.parent / "pile" / student / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content)
    said = autograder("collect", "01", str(root.parent / "pile"), cwd=root)
    assert said.returncode == 0, said.stderr
    graded = autograde(root)
    assert graded.returncode == 0, graded.log
    return root


STATES = {"nothing": False} | dict.fromkeys(("text", "packed", "renamed", "truncated", "twice"), True)


@pytest.mark.parametrize("student", STATES)
def test_a_person_is_asked_for_where_something_may_be_lost(course, student):
    with gradebook(course) as opened:
        submission = opened.find_submission("01_tiny", student)
        asked = [grade.needs_manual_grade for notebook in submission.notebooks for grade in notebook.grades]
        assert (any(asked), bool(submission.needs_manual_grade)) == (STATES[student], STATES[student])


def test_the_exports_from_gradebook_and_judge_call_none_of_them_graded(course):
    said = autograder("export", "01", "--format", "csv", "--gradebook", cwd=course)
    status = {row["student"]: row["status"] for row in csv.DictReader(io.StringIO(said.stdout))}
    assert {student for student, told in status.items() if told != "graded"} == {"whole"} | {
        student for student, asked in STATES.items() if asked
    }, "and the answer of the whole one, which a person grades anyway"
    assert said.returncode == 1
