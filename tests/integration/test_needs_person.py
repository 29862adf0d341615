"""What could not be read or matched reaches the gradebook as in need of a person, never as graded 0."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from gradebooks import answering, autograde, gradebook, make_course
from helpers import RIGHT, autograder

from autograder.platforms.nbgrader.carrier import GONE_WITH_WORDS, UNTOUCHED

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
ANSWERED, ELSEWHERE = "an answer to the question", "an answer that is not in its cell"


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

    def with_cells(*cells: dict[str, Any]) -> str:
        """The untouched notebook, and these cells."""
        untouched = json.loads((root / "assignments/01_tiny/01_tiny.ipynb").read_text())
        return json.dumps({**untouched, "cells": [*untouched["cells"], *cells]})

    words = {"cell_type": "markdown", "metadata": {}, "source": ELSEWHERE}
    scratch = {"cell_type": "code", "metadata": {}, "source": "x = 3  # try", "outputs": [], "execution_count": None}
    retyped = json.loads(book)
    retyped["cells"] = [each for each in retyped["cells"] if each != cell] + [words]
    pile = {
        "whole": {"tiny.py": RIGHT, "01_tiny.ipynb": book},
        "nothing": {"tiny.py": RIGHT},
        "text": {"tiny.py.txt": RIGHT},
        "packed": {"tiny.7z": "7z"},
        "renamed": {"tiny.py": RIGHT, "my lesson.ipynb": book},
        "truncated": {"tiny.py": RIGHT, "01_tiny.ipynb": book[:-9]},
        "twice": {"tiny.py": RIGHT, "01_tiny.ipynb": json.dumps(twice)},
        "beside": {"tiny.py": RIGHT, "01_tiny.ipynb": with_cells(words)},
        "retyped": {"tiny.py": RIGHT, "01_tiny.ipynb": json.dumps(retyped)},
        "foreign": {"tiny.py": RIGHT, "01_tiny.ipynb": json.dumps({**retyped, "cells": [words]})},
        "scratch": {"tiny.py": RIGHT, "01_tiny.ipynb": with_cells(scratch)},
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


SHOWN = ("beside", "retyped", "foreign")
STATES = dict.fromkeys(("nothing", "scratch"), False)
STATES |= dict.fromkeys(("text", "packed", "renamed", "truncated", "twice", *SHOWN), True)


@pytest.mark.parametrize("student", STATES)
def test_a_person_is_asked_for_where_something_may_be_lost(course, student):
    with gradebook(course) as opened:
        submission = opened.find_submission("01_tiny", student)
        asked = [grade.needs_manual_grade for notebook in submission.notebooks for grade in notebook.grades]
        assert (any(asked), bool(submission.needs_manual_grade)) == (STATES[student], STATES[student])


@pytest.mark.parametrize("student", SHOWN)
def test_whoever_marks_reads_what_may_be_the_answer_and_why_it_is_shown(course, student):
    book = json.loads((course / "autograded" / student / "01_tiny/01_tiny.ipynb").read_text())
    (shown,) = [
        "".join(cell["source"])
        for cell in book["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "question-q0"
    ]
    assert shown == f"{UNTOUCHED if student == 'beside' else GONE_WITH_WORDS}\n\n{ELSEWHERE}"


def test_the_exports_from_gradebook_and_judge_call_none_of_them_graded(course):
    said = autograder("export", "01", "--format", "csv", "--gradebook", cwd=course)
    status = {row["student"]: row["status"] for row in csv.DictReader(io.StringIO(said.stdout))}
    assert {student for student, told in status.items() if told != "graded"} == {"whole"} | {
        student for student, asked in STATES.items() if asked
    }, "and the answer of the whole one, which a person grades anyway"
    assert said.returncode == 1
