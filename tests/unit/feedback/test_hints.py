"""Hints come in order, but first the one that speaks of the mistake which the last check named."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from autograder.checks.diagnosis import DIAGNOSES, Diagnoses, Known
from autograder.course.manifest import read_assignment
from autograder.errors import Problem
from autograder.feedback.hints import HINTS_SEEN, MISTAKES, hints_offered, next_hint, note_mistakes
from autograder.records import CheckResult, Status

HINTS = (
    "Compare the two lengths first.",
    "Start the sum at the bias, add one product per input, and apply the activation at the very end.",
    "As a formula: the sum of w x, plus b.",
)
MANIFEST = f"""
title = "T"
modules = ["neurons"]

[exercises.neuron]
title = "Neuron"
stubs = ["neuron"]
hints = {json.dumps(HINTS)}

[exercises.layer]
title = "Layer"
stubs = ["layer"]
hints = ["Only one."]
"""
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": ["# Title\\n", "## Exercise: `neuron`\\n", "A sum."]},
        {"cell_type": "code", "source": 'check("neuron")'},
    ]
}
MISTAKE = "`neuron` applies the activation to each product before the sum"
OTHER = "`layer` adds up"
TABLE = Diagnoses(
    (
        Known(MISTAKE, "neuron", {"neuron_sum": "a1"}, hint=2),
        Known(OTHER, "layer", {"layer_sum": "b1"}),
    )
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A student's folder with an exercise of three hints and one of a single hint, and a notebook."""
    place = tmp_path / "02_neurons"
    place.mkdir()
    (place / "assignment.toml").write_text(MANIFEST)
    (place / "neurons.py").write_text("def neuron():\n    return 1\n\n\ndef layer():\n    return 1\n")
    (place / DIAGNOSES).write_bytes(msgspec.json.encode(TABLE))
    (place / "02_neurons.ipynb").write_text(json.dumps(NOTEBOOK).replace("\\\\n", "\\n"))
    return place


def failed(seen: str, name: str = "neuron_sum") -> CheckResult:
    """A check that observed this, or passed if it is ''."""
    status = Status.FAILED if seen else Status.PASSED
    return CheckResult(name, "It adds.", False, status, 0.0, 1.0, "", 0.0, seen=seen)


def numbers(folder: Path, times: int) -> list[int]:
    return [next_hint(folder, "neuron").number for _ in range(times)]


def test_without_a_named_mistake_they_come_in_order_and_the_last_one_again(folder):
    assert numbers(folder, 5) == [1, 2, 3, 3, 3]
    assert next_hint(folder, "neuron").again


def test_the_one_that_fits_comes_first_then_the_others_in_order(folder):
    note_mistakes(read_assignment(folder), [failed("a1")])
    first = next_hint(folder, "neuron")
    assert (first.number, first.mistake) == (2, MISTAKE)
    assert [next_hint(folder, "neuron").mistake for _ in range(2)] == ["", ""]
    assert json.loads((folder / HINTS_SEEN).read_text()) == {"neuron": [2, 1, 3]}
    assert next_hint(folder, "neuron").again


def test_a_mistake_that_is_named_later_changes_what_comes_next(folder):
    assert numbers(folder, 1) == [1]
    note_mistakes(read_assignment(folder), [failed("a1")])
    again = next_hint(folder, "neuron", repeat=True)
    assert (again.number, again.mistake) == (1, "")
    assert numbers(folder, 2) == [2, 3]


def test_a_mistake_is_forgotten_when_its_exercise_is_checked_without_it(folder):
    assignment = read_assignment(folder)
    note_mistakes(assignment, [failed("a1"), failed("b1", "layer_sum")])
    note_mistakes(assignment, [failed("")])
    assert json.loads((folder / MISTAKES).read_text()) == {"layer": OTHER}
    assert numbers(folder, 1) == [1]


def test_a_mistake_of_which_no_hint_speaks_or_that_is_not_known_leaves_them_in_order(folder):
    note_mistakes(read_assignment(folder), [failed("c9"), failed("b1", "layer_sum")])
    assert numbers(folder, 2) == [1, 2]
    assert next_hint(folder, "layer").mistake == ""


def test_a_hint_names_the_section_of_the_notebook_if_there_is_one(folder):
    assert next_hint(folder, "neuron").section == "Exercise: `neuron`"
    assert next_hint(folder, "layer").section == ""
    (folder / "02_neurons.ipynb").unlink()
    assert next_hint(folder, "neuron").section == ""


@pytest.mark.parametrize("content", ["{", '{"neuron": 2}', '{"neuron": [9]}'])
def test_a_record_that_cannot_be_used_starts_anew(folder, content):
    (folder / HINTS_SEEN).write_text(content)
    assert numbers(folder, 1) == [1]


def test_in_a_folder_that_cannot_be_written_to_the_first_hint_comes_again(folder, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "write_text", refuse)
    assert numbers(folder, 2) == [1, 1]


def test_a_hint_comes_with_its_text_and_how_many_there_are(folder):
    hint = next_hint(folder, "neuron")
    assert (hint.number, hint.total, hint.text, hint.again) == (1, 3, HINTS[0], False)
    assert (next_hint(folder, "layer").text, next_hint(folder, "layer").total) == ("Only one.", 1)


def test_a_hint_that_is_asked_for_again_is_the_one_before_and_does_not_count_as_the_last(folder):
    assert numbers(folder, 2) == [1, 2]
    again = next_hint(folder, "neuron", repeat=True)
    assert (again.number, again.text, again.again) == (2, HINTS[1], False)
    assert numbers(folder, 2) == [3, 3]
    assert not next_hint(folder, "neuron", repeat=True).again


def test_hints_of_one_exercise_leave_those_of_others_as_they_were(folder):
    numbers(folder, 2)
    next_hint(folder, "layer")
    assert json.loads((folder / HINTS_SEEN).read_text()) == {"neuron": [1, 2], "layer": [1]}


def test_where_there_are_no_hints_it_says_where_to_read_instead(folder):
    text = (folder / "assignment.toml").read_text()
    (folder / "assignment.toml").write_text(text.replace('hints = ["Only one."]', "hints = []"))
    assert hints_offered(folder) == {"neuron": 3}
    with pytest.raises(Problem, match=r"no hints for layer.*neurons.py, line 5"):
        next_hint(folder, "layer")
    with pytest.raises(Problem, match="no exercise 'other'"):
        next_hint(folder, "other")


def test_a_mistake_is_named_only_with_the_hint_that_it_puts_first(folder):
    note_mistakes(read_assignment(folder), [failed("a1")])
    assert [next_hint(folder, "neuron").mistake for _ in range(4)] == [MISTAKE, "", "", ""]
    assert next_hint(folder, "layer").mistake == ""


def test_a_mistake_whose_hint_is_next_anyway_is_not_named(folder):
    numbers(folder, 1)
    note_mistakes(read_assignment(folder), [failed("a1")])
    hint = next_hint(folder, "neuron")
    assert (hint.number, hint.mistake) == (2, "")


def test_mistakes_are_written_down_only_if_they_are_others(folder):
    assignment = read_assignment(folder)
    note_mistakes(assignment, [failed("c9")])
    assert not (folder / MISTAKES).exists()
    note_mistakes(assignment, [failed("a1")])
    assert json.loads((folder / MISTAKES).read_text()) == {"neuron": MISTAKE}
    note_mistakes(assignment, [])
    assert json.loads((folder / MISTAKES).read_text()) == {"neuron": MISTAKE}


def test_the_section_is_the_last_heading_above_the_exercises_own_check(folder):
    cells = [
        {"cell_type": "markdown", "source": "# One\n\n## Two\n\ntext"},
        {"cell_type": "markdown", "source": "no heading"},
        {"cell_type": "code", "source": 'check("layer")'},
        {"cell_type": "markdown", "source": "### Three"},
        {"cell_type": "code", "source": ["x = 1\n", "check('neuron')"]},
        {"cell_type": "markdown", "source": "# Four"},
    ]
    (folder / "02_neurons.ipynb").write_text(json.dumps({"cells": cells}))
    assert [next_hint(folder, name).section for name in ("layer", "neuron")] == ["Two", "Three"]
