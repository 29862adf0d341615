"""A written answer arrives however nbformat allows it to be spelt, and always by way of `harmless`."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.intake.limits import MAX_NOTEBOOK_BYTES
from autograder.platforms.nbgrader.carrier import GONE, GONE_WITH_WORDS, MAX_ANSWER, UNREADABLE, carrier, harmless

RELEASED = "YOUR ANSWER HERE"
HOSTILE = "<script>alert(1)</script> ![x](http://evil/x.png) [y](javascript:z) $\\href{javascript:x}{y}$ \x1b[2J"


def carried(*sources: Any, grade_id: str = "question-twice", **more: Any) -> str:
    """The text of the answer's cell, given what cells of its id hold in the notebook that was handed in."""
    solution = {"solution": True, "grade": True, "grade_id": "question-twice"}
    release = SimpleNamespace(cells=[SimpleNamespace(metadata={"nbgrader": solution}, source=RELEASED)])
    cells = [{"metadata": {"nbgrader": {"grade_id": grade_id}}, "source": source} for source in sources]
    return str(carrier(release, json.dumps({"cells": cells, **more}).encode()).cells[0].source)


@pytest.mark.parametrize("source", ["Two\nparts.", ["Two\n", "parts."], ["Two\nparts."], ["", "Two\nparts."]])
def test_an_answer_is_a_text_or_a_list_of_lines(source):
    assert carried(source) == "Two\nparts."


@pytest.mark.parametrize("source", [[], "", RELEASED, [RELEASED]])
def test_what_is_no_answer_leaves_the_cell_as_it_was_released(source):
    assert carried(source) == RELEASED
    assert carried(source, "Two parts.") == "Two parts."


@pytest.mark.parametrize("source", [[1], 1, None, {}, ["a", None]])
def test_a_cell_without_a_text_is_none(source):
    assert carried(source) == GONE
    assert carried(source, "Two parts.") == "Two parts."


def test_the_answer_to_another_question_is_none_to_this():
    assert carried("Two parts.", grade_id="question-other").startswith(GONE_WITH_WORDS)
    assert carried("Two parts.") == "Two parts."


@pytest.mark.parametrize("wrapped", [str, lambda text: [text]])
def test_an_answer_is_made_harmless_on_its_way(wrapped):
    told = carried(wrapped(HOSTILE))
    assert told == harmless(HOSTILE)
    for sign in ("<script", "![x](http", "](javascript:", "\\href", "\x1b"):
        assert sign in HOSTILE
        assert sign not in told
    assert "alert(1)" in told


@pytest.mark.parametrize("length", [0, 1, MAX_ANSWER, MAX_ANSWER + 1])
def test_an_answer_is_cut_at_its_limit(length):
    assert len(harmless("x" * length)) == min(length, MAX_ANSWER)


@pytest.mark.parametrize(("over", "told"), [(0, "Two parts."), (1, UNREADABLE)])
def test_a_notebook_is_read_up_to_its_limit(over, told):
    short = len(json.dumps({"cells": [], "x": ""}).encode())
    cell = len(json.dumps({"metadata": {"nbgrader": {"grade_id": "question-twice"}}, "source": "Two parts."}).encode())
    assert carried("Two parts.", x="x" * (MAX_NOTEBOOK_BYTES - short - cell + over)) == told


def test_no_notebook_is_no_answer():
    release = SimpleNamespace(cells=[])
    assert carrier(release, None) is release
