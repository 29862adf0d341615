"""Written answers are read by question from what was handed in, and an answer that was not given is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbformat")

import nbformat

from autograder.course.course import Course
from autograder.course.markers import PLACE
from autograder.platforms.nbgrader.answers import written_answers


@pytest.fixture
def found(tmp_path: Path, tiny) -> Course:
    """A course whose released notebook asks one question."""
    asked = {"nbgrader": {"grade_id": "question-twice", "grade": True, "solution": True}}
    cells = [nbformat.v4.new_markdown_cell("Why?"), nbformat.v4.new_markdown_cell(PLACE, metadata=asked)]
    place = tmp_path / "assignments" / tiny.name
    place.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), place / tiny.notebook)
    return Course(tmp_path)


def hand_in(course: Course, tiny: Any, source: str) -> Path:
    folder = course.submitted / "ada" / tiny.name
    folder.mkdir(parents=True, exist_ok=True)
    cell = {"cell_type": "markdown", "metadata": {"nbgrader": {"grade_id": "question-twice"}}, "source": source}
    (folder / tiny.notebook).write_text(json.dumps({"cells": [cell]}))
    return folder


@pytest.mark.parametrize(
    ("source", "answers"), [("Two parts.", {"twice": "Two parts."}), (PLACE, {}), (f" {PLACE}\n", {}), ("", {})]
)
def test_an_answer_is_what_is_written_in_place_of_the_released_text(found, tiny, source, answers):
    assert written_answers(found, tiny, hand_in(found, tiny, source)) == answers


def test_without_a_notebook_and_without_a_release_there_are_no_answers(found, tiny):
    folder = hand_in(found, tiny, "Two parts.")
    assert written_answers(found, tiny, folder.parent) == {}
    (found.assignments / tiny.name / tiny.notebook).unlink()
    assert written_answers(found, tiny, folder) == {}


def test_a_question_that_the_release_does_not_ask_has_no_answer(found, tiny):
    folder = hand_in(found, tiny, "Two parts.")
    nbformat.write(nbformat.v4.new_notebook(), found.assignments / tiny.name / tiny.notebook)
    assert written_answers(found, tiny, folder) == {}
