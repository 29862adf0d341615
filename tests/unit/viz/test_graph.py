"""A graph shows what it was given, stays legible, and refuses what is none."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from graphs import Node, made

from autograder import viz

SVG = "{http://www.w3.org/2000/svg}"


def texts(drawing: viz.GraphDrawing) -> list[str]:
    """Every text of a drawing, read back as XML."""
    return [text.text or "" for text in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")]


def rectangles(drawing: viz.GraphDrawing, kind: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each rectangle of a class in a drawing."""
    found = [r for r in ElementTree.fromstring(drawing.svg).iter(f"{SVG}rect") if r.get("class") == kind]
    sides = [[float(r.get(name, "nan")) for name in ("x", "y", "width", "height")] for r in found]
    return [(x, y, x + width, y + height) for x, y, width, height in sides]


def random_graph(seed: int, size: int = 40) -> Node:
    """A graph with long lines across many layers, and nodes used again and again."""
    rng = np.random.default_rng(seed)
    nodes = [Node(float(k), f"leaf {k}" * (k + 1)) for k in range(4)]
    for _ in range(size):
        chosen = [nodes[k] for k in rng.integers(len(nodes), size=2)]
        nodes.append(made(1.0, "tanh" if rng.random() < 0.3 else "*", *chosen))
    return made(0.0, "+", *(node for node in nodes if not any(node in other._operands for other in nodes)))


def test_a_graph_shows_label_data_gradient_and_operation() -> None:
    product = made(-12.0, "*", Node(3.0, "left", grad=-4.0), Node(-4.0, grad=3.0), label="out", grad=1.0)
    shown = texts(viz.draw_graph(product))
    assert sorted(shown) == sorted(["left", "data 3", "grad -4", "data -4", "grad 3", "out", "data -12", "grad 1", "*"])


def test_values_have_four_significant_digits() -> None:
    shown = texts(viz.draw_graph(Node(123456.789, grad=-0.000123456)))
    assert shown == ["data 1.235e+05", "grad -0.0001235"]
    assert texts(viz.draw_graph(Node(-0.0)))[0] == "data 0"


def test_a_node_without_gradient_says_so() -> None:
    assert texts(viz.draw_graph(Node(1.0, requires_grad=False))) == ["data 1", "no grad"]


def test_a_node_used_twice_is_drawn_once() -> None:
    shared = Node(2.0, "shared")
    squared = made(4.0, "*", shared, shared)
    drawing = viz.draw_graph(made(8.0, "+", squared, squared))
    assert texts(drawing).count("shared") == 1
    assert len(rectangles(drawing, "node")) == 3
    assert drawing.text.splitlines()[0] == "computation graph of 3 nodes"


def test_two_lines_between_the_same_nodes_stay_apart() -> None:
    shared = Node(2.0)
    drawing = viz.draw_graph(made(4.0, "*", shared, shared))
    curves = [path for path in re.findall(r'<path d="(M[^"]*)"', drawing.svg) if "C" in path]
    upper, lower = ([float(number) for number in re.findall(r"-?[\d.]+", curve)] for curve in curves)
    assert lower[3] - upper[3] > 10  # the height of the first point that pulls at the curve


def test_derivatives_are_written_on_the_lines_where_gradients_flow() -> None:
    x, constant = Node(2.0), Node(7.0, requires_grad=False)
    product = made(14.0, "*", x, constant, _derivatives=(7.0, 2.0))
    times = "\N{MULTIPLICATION SIGN}"
    assert [text for text in texts(viz.draw_graph(product, derivatives=True)) if times in text] == [f"{times}7"]
    assert not any(times in text for text in texts(viz.draw_graph(product)))


def test_labels_are_escaped() -> None:
    label = "<script>&\"'\x00\n]]>"
    drawing = viz.draw_graph(Node(1.0, label))
    assert "<script" not in drawing.svg
    assert texts(drawing)[0] == "<script>&\"'\N{REPLACEMENT CHARACTER} ]]>"


def test_a_long_label_is_cut() -> None:
    label = texts(viz.draw_graph(Node(1.0, "x" * 500)))[0]
    assert label.endswith("x\N{HORIZONTAL ELLIPSIS}")
    assert len(label) < 30


@pytest.mark.parametrize("seed", range(6))
def test_boxes_do_not_overlap_and_are_inside_the_picture(seed: int) -> None:
    drawing = viz.draw_graph(random_graph(seed))
    boxes = rectangles(drawing, "node") + rectangles(drawing, "op")
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert c <= e or g <= a or d <= f or h <= b
    left, top, width, height = (float(side) for side in re.findall(r'viewBox="([^"]*)"', drawing.svg)[0].split())
    assert all(left < a and top < b and c < left + width and d < top + height for a, b, c, d in boxes)


def test_text_fits_into_its_box() -> None:
    drawing = viz.draw_graph(made(-1.2345e-101, "sigmoid", Node(1.0, "a label of some length"), grad=-9.8765e-99))
    for left, _, right, _ in rectangles(drawing, "node"):
        inner = [
            t for t in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text") if left < float(t.get("x", 0)) < right
        ]
        assert max(len(t.text or "") for t in inner if t.get("text-anchor") == "start") * 7.83 < right - left


def test_the_background_of_a_graph_is_opaque() -> None:
    assert '<rect x="-16" y="-16" width="100%" height="100%" rx="6" fill="#ffffff"/>' in viz.draw_graph(Node(1.0)).svg


def test_a_graph_shows_itself_in_a_notebook_and_in_a_terminal() -> None:
    drawing = viz.draw_graph(made(3.0, "+", Node(1.0, "a", grad=1.0), Node(2.0, requires_grad=False), grad=1.0))
    assert drawing._repr_svg_() == drawing.svg
    assert repr(drawing).splitlines() == [
        "computation graph of 3 nodes",
        "  a: data 1, grad 1",
        "  #1: data 2, no grad",
        "  #2 = +(a, #1): data 3, grad 1",
    ]


def test_a_graph_is_saved_as_svg_only(tmp_path: Path) -> None:
    drawing = viz.draw_graph(Node(1.0))
    assert drawing.save(tmp_path / "graph.svg").read_text(encoding="utf-8") == drawing.svg
    with pytest.raises(ValueError, match=r"path must end in \.svg.*graph\.png"):
        drawing.save(tmp_path / "graph.png")


def test_drawing_a_graph_leaves_it_alone() -> None:
    root = made(4.0, "*", Node(2.0, grad=5.0), Node(2.0))
    viz.draw_graph(root)
    assert (root.grad, root._operands[0].grad) == (0.0, 5.0)


def chain(length: int) -> Node:
    """A node used by one that is used by one ..."""
    node = Node(0.0)
    for _ in range(length - 1):
        node = made(0.0, "neg", node)
    return node


def test_a_graph_too_large_to_read_is_refused_at_once() -> None:
    assert len(rectangles(viz.draw_graph(chain(viz.MAX_NODES)), "node")) == viz.MAX_NODES
    for length in (viz.MAX_NODES + 1, 100_000):
        with pytest.raises(ValueError, match="root has a graph of more than 200 nodes"):
            viz.draw_graph(chain(length))


def test_a_graph_that_runs_in_a_circle_is_refused() -> None:
    node = Node(1.0)
    node._operands = (made(1.0, "+", node, Node(1.0)),)
    with pytest.raises(ValueError, match="runs in a circle"):
        viz.draw_graph(node)


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (3.5, r"root must be a node .* not 3\.5 \(float\): it has no data, grad, label"),
        (None, r"root must be a node .* not None"),
        (SimpleNamespace(data=1.0, grad=0.0), r"it has no label, requires_grad, _operands, _op"),
        (made(1.0, "+", 2.0), r"an operand below root must be a node .* not 2\.0 \(float\)"),
        (Node([1.0]), r"root must hold one number as its data, not \[1\.0\] \(list\)"),
        (Node(1.0, grad=None), r"root must hold one number as its grad, not None"),
    ],
)
def test_what_is_no_graph_is_refused_with_what_is_wrong(root: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        viz.draw_graph(root)
