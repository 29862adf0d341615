"""Lessons let students derive: no stub hands over a slope, and each says what it is for and where numbers are from."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from helpers import REPO

from autograder.course.manifest import assignments_in
from autograder.course.markers import functions_in
from autograder.records import Assignment

COURSE = {assignment.name: assignment for assignment in assignments_in(REPO / "source")}
LESSONS = list(COURSE)
SLOPE = re.compile(r"\bd\w+/d\w+(\[.*?\])? = ")  # as in dt/dself = 1 - t ** 2
DERIVED = {
    "01_autograd": ("backward", "mul", "arithmetic", "pow", "exp", "log", "tanh", "sigmoid", "relu"),
    "04_layers": ("cost", "sigmoid_backward", "linear_backward"),
    "05_backprop": ("neuron_gradient", "binary_cross_entropy", "layer_backward"),
    "06_softmax": ("relu_backward", "cross_entropy_backward", "loss_and_gradients"),
    "08_digits": ("momentum", "adam", "with_decay", "convolve_backward", "conv_gradients"),
    "09_letters": ("embed_backward", "pair_layer", "readout_backward", "mlp", "attend_backward", "attention_gradients"),
}
TERMS = (
    "hyperparameter",
    "mini-batch",
    "SGD",
    "AdaGrad",
    "outer product",
    "high *bias*",
    "variance",
    "underfitting",
    "early stopping",
    "weight decay",
    "universal approximation",
)


@pytest.fixture(params=LESSONS)
def assignment(request: pytest.FixtureRequest) -> Assignment:
    return COURSE[request.param]


def lesson(folder: Path) -> str:
    return (folder / "lesson.md").read_text(encoding="utf-8")


def docstrings(assignment: Assignment) -> dict[str, str]:
    """What the functions say that students write."""
    stubs = {stub for exercise in assignment.exercises for stub in exercise.stubs}
    found = {}
    for name in assignment.files:
        tree = ast.parse((assignment.folder / name).read_text(encoding="utf-8"))
        found |= {each: ast.get_docstring(node) or "" for each, node in functions_in(tree) if each in stubs}
    return found


def test_no_stub_states_the_slope_that_it_is_about(assignment):
    said = docstrings(assignment)
    assert said.keys() == {stub for exercise in assignment.exercises for stub in exercise.stubs}
    assert {name: text for name, text in said.items() if SLOPE.search(text)} == {}


@pytest.mark.parametrize("name", DERIVED)
def test_where_something_is_to_be_derived_the_last_hint_has_the_formula(name):
    ladders = {exercise.name: exercise.hints for exercise in COURSE[name].exercises}
    for exercise in DERIVED[name]:
        *earlier, last = ladders[exercise]
        assert last.startswith("As a formula") or last.startswith("As formulas")
        assert len(earlier) >= 2
        assert not any(each.startswith("As a formula") for each in earlier)


def test_every_question_for_paper_is_asked_in_the_lesson_and_exists(assignment):
    asked = re.findall(r'viz\.(?:predict|find_line|find_causes)\("(\w+)"', lesson(assignment.folder))
    path = assignment.folder / "predictions.toml"
    written = list(tomllib.loads(path.read_text(encoding="utf-8"))) if path.is_file() else []
    assert sorted(asked) == sorted(written)


def test_a_lesson_says_what_for_how_long_and_where_and_ends_with_what_to_keep(assignment):
    text = " ".join(lesson(assignment.folder).split())
    for part in ("**You will be able to**", "**You need**", "**It takes**", "**Where you are:**"):
        assert text.count(part) == 1
    recap = text.partition("## In five lines")[2]
    assert re.findall(r" (\d)\. ", recap.partition("**What comes next.**")[0]) == list("12345")
    for part in ("**What comes next.**", "**Words.**", "**Sources.**"):
        assert recap.count(part) == 1
    assert re.search(r"\((1[89]|20)\d\d\)", recap.partition("**Sources.**")[2])


def test_no_line_of_code_runs_out_of_the_page(assignment):
    cells = re.findall(r"^```python\n(.*?)^```$", lesson(assignment.folder), re.MULTILINE | re.DOTALL)
    assert [line for cell in cells for line in cell.splitlines() if len(line) > 111] == []


@pytest.mark.parametrize("term", TERMS)
def test_the_words_of_the_field_are_explained_somewhere(term):
    words = " ".join(" ".join(lesson(COURSE[name].folder).partition("**Words.**")[2].split()) for name in LESSONS)
    assert term.lower() in words.lower()


def test_the_drawing_after_backward_is_of_the_graph_that_was_done_on_paper():
    path = REPO / "solutions" / "01_autograd" / "01_autograd.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    (after,) = [cell for cell in cells if "d.backward()" in "".join(cell["source"])]
    drawn = "".join(text for output in after["outputs"] for text in output["data"]["text/plain"])
    assert [float(grad) for grad in re.findall(r"grad (-?\d+)", drawn)] == [-3, 3, 1, 1]
