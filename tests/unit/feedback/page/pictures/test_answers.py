"""What a student's code answers for a picture is numbers in the right places, or nothing at all."""

from __future__ import annotations

import numpy as np
import pytest
from made_pictures import ENGINE, PICTURES, bench_of

from autograder.feedback.page.pictures.answers import MOST_NODES, SIDE, Training, asked, band, grid_of

GRAPH, TRAINING = PICTURES


@pytest.fixture
def answer():
    opened = []

    def answered(code: str, wanted, **more):
        opened.append(bench_of(code))
        return asked(opened[-1], wanted, **more)

    yield answered
    for bench in opened:
        bench.close()


def test_a_graph_comes_back_node_by_node(answer):
    nodes = answer(ENGINE, GRAPH).graph
    assert [(node.label, node.data, node.grad, node.op, node.operands) for node in nodes] == [
        ("a", 2.0, 4.0, "", ()),
        ("", 4.0, 1.0, "*", (0, 0)),
    ]


@pytest.mark.parametrize(
    "change",
    [
        ("self.data = data", "self.data = float('nan')"),
        ("self.grad = 1.0", "self.grad = 'much'"),
        ("return [*self._operands[:1], self]", "return [self]"),
        ("return [*self._operands[:1], self]", f"return [*self._operands[:1]] * {MOST_NODES} + [self]"),
        ("self.label = label", "self.label = label; raise ValueError"),
    ],
)
def test_what_is_no_graph_is_nothing(answer, change):
    assert change[0] in ENGINE
    assert answer(ENGINE.replace(*change), GRAPH) is None


def test_texts_of_a_students_are_short_and_printable(answer):
    (leaf, _) = answer(ENGINE.replace("self.label = label", "self.label = chr(27) + 'x' * 100"), GRAPH).graph
    assert leaf.label == "\N{REPLACEMENT CHARACTER}" + "x" * 23


def test_a_training_comes_back_as_losses_and_chances(answer):
    training = answer(ENGINE, TRAINING, seed=3).training
    assert training.losses == (3.0, 1.5)
    assert len(training.chances) == SIDE**2


@pytest.mark.parametrize(
    "change", [("[0.5] *", "[1.5] *"), ("[0.5] *", "[0.5] + [0.5] *"), ("[seed, seed / 2]", "[seed]")]
)
def test_what_is_no_training_is_nothing(answer, change):
    assert change[0] in ENGINE
    assert answer(ENGINE.replace(*change), TRAINING, seed=3) is None


def test_losses_end_where_they_are_no_numbers(answer):
    code = ENGINE.replace("[seed, seed / 2]", "[seed, seed, float('nan'), seed]")
    assert answer(code, TRAINING, seed=3).training.losses == (3.0, 3.0)


def test_the_grid_goes_around_the_points():
    u, v, grid = grid_of([[0.0, 10.0], [1.0, 20.0]])
    assert (u[0], u[-1], v[0], v[-1]) == pytest.approx((-0.12, 1.12, 8.8, 21.2))
    assert grid.shape == (SIDE**2, 2)
    assert grid[1].tolist() == [u[1], v[0]]


def test_the_band_goes_from_the_least_to_the_greatest_loss():
    low, high = band([Training((3.0, 1.0), ()), Training((2.0, 2.0), ())])
    assert np.array_equal(low, [2.0, 1.0])
    assert np.array_equal(high, [3.0, 2.0])
