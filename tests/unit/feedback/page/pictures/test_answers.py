"""What a student's code answers for a picture is numbers in the right places, or nothing at all."""

from __future__ import annotations

import msgspec
import pytest
from made_pictures import ENGINE, PICTURES, bench_of

from autograder.feedback.page.pictures.answers import (
    LONGEST,
    MOST_EPOCHS,
    MOST_NODES,
    MOST_SECONDS,
    SIDE,
    Training,
    asked,
    band,
    grid_of,
)
from autograder.records import Limits
from autograder.sandbox.replies import Raised, Reply, Returned

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
    assert (low, high) == ([2.0, 1.0], [3.0, 2.0])


@pytest.fixture(scope="module")
def told():
    """What is made of a reply to a picture's question."""
    opened = bench_of(ENGINE)

    def answered(reply: Reply, wanted):
        opened.student.observe = lambda *asked: reply
        return asked(opened, wanted)

    yield answered
    opened.close()


LEAF = ["a", 2.0, 4.0, "", [], []]


def test_a_node_without_a_gradient_has_none_and_all_others_are_as_they_came(told):
    rows = [LEAF, ["b", 3.0, None, "", [], []], ["", 6.0, 1.0, "*", [0, 1], [3.0, 2.0]]]
    nodes = told(Returned(rows), GRAPH).graph
    assert [(node.label, node.data, node.grad, node.op) for node in nodes] == [
        ("a", 2.0, 4.0, ""),
        ("b", 3.0, None, ""),
        ("", 6.0, 1.0, "*"),
    ]
    assert (nodes[2].operands, nodes[2].slopes) == ((0, 1), (3.0, 2.0))


@pytest.mark.parametrize(
    "row",
    [
        ["", float("inf"), 1.0, "*", [0], [1.0]],
        ["", 1.0, float("inf"), "*", [0], [1.0]],
        ["", 1.0, 1.0, "*", [0], [float("nan")]],
        ["", 1.0, 1.0, "*", [1], [1.0]],
        ["", 1.0, 1.0, "*", [-1], [1.0]],
        ["", 1.0, 1.0, "*", ["0"], [1.0]],
        [1.0, 1.0, 1.0, "*", [0], [1.0]],
    ],
)
def test_a_node_that_is_none_makes_the_graph_nothing(told, row):
    assert told(Returned([LEAF, ["", *LEAF[1:]]]), GRAPH) is not None
    assert told(Returned([LEAF, row]), GRAPH) is None


def test_a_graph_has_two_nodes_or_more_and_not_too_many_to_be_read(told):
    assert [told(Returned([LEAF] * count), GRAPH) is None for count in (0, 1, 2, MOST_NODES, MOST_NODES + 1)] == [
        True,
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("wanted", PICTURES)
def test_an_error_is_no_answer(told, wanted):
    assert told(Raised("ValueError", "", ()), wanted) is None


def test_names_of_nodes_are_cut(told):
    long = "x" * (LONGEST + 1)
    node = told(Returned([LEAF, [long, 1.0, 1.0, long, [0], [1.0]]]), GRAPH).graph[1]
    assert (node.label, node.op) == ("x" * LONGEST, "x" * LONGEST)


@pytest.mark.parametrize(
    ("losses", "chances", "kept"),
    [
        ([2.0, 1.0], [0.0, *[1.0] * (SIDE**2 - 1)], 2),
        ([2.0, 1.0], [-0.1, *[1.0] * (SIDE**2 - 1)], 0),
        ([2.0, 1.0], [1.1, *[1.0] * (SIDE**2 - 1)], 0),
        ([2.0, 1.0], [1.0] * (SIDE**2 - 1), 0),
        ([2.0, 1.0], [1.0] * (SIDE**2 + 1), 0),
        ([2.0], [1.0] * SIDE**2, 0),
        ([2.0, float("inf")], [1.0] * SIDE**2, 0),
        ([1.0] * (MOST_EPOCHS + 1), [1.0] * SIDE**2, MOST_EPOCHS),
        (["1", "2"], [1.0] * SIDE**2, 0),
    ],
)
def test_a_training_has_two_losses_or_more_and_a_chance_for_each_point(told, losses, chances, kept):
    answer = told(Returned([losses, chances]), TRAINING)
    assert (len(answer.training.losses) if answer else 0) == kept
    assert answer is None or answer.training.chances == tuple(chances)


def test_a_picture_takes_no_longer_than_the_longest_check_and_has_an_end():
    bench = bench_of(ENGINE)
    seconds = []
    bench.student.observe = lambda probe, given, most: seconds.append(most)
    asked(bench, GRAPH)
    bench.assignment = msgspec.structs.replace(bench.assignment, limits=Limits(seconds=MOST_SECONDS + 1.0))
    asked(bench, TRAINING)
    bench.close()
    assert seconds == [1.0, MOST_SECONDS]


def test_the_solution_is_asked_where_it_is_wanted():
    bench = bench_of(ENGINE.replace("self.data * self.data", "7.0"))
    assert [asked(bench, GRAPH, solution=own).graph[-1].data for own in (False, True)] == [7.0, 4.0]
    bench.close()
