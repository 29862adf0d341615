"""Gradients in a drawn graph are held against measured slopes, and nothing else is called wrong."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from autograder.feedback.page.pictures.answers import GraphNode
from autograder.feedback.page.pictures.graph import graph_svg, right_gradients, wrong_values


def leaf(data: float, grad: float | None, label: str = "") -> GraphNode:
    return GraphNode(label, data, grad, "", (), ())


def diamond(a_grad: float = 1.0, op: str = "*", data: float = -6.0, slopes=(-3.0, 2.0)) -> list[GraphNode]:
    """(a b) + a + a, at a = 2 and b = -3."""
    return [
        leaf(2.0, a_grad, "a"),
        leaf(-3.0, 2.0, "b"),
        GraphNode("", data, 1.0, op, (0, 1), slopes),
        GraphNode("", data + 2.0, 1.0, "+", (2, 0), (1.0, 1.0)),
    ]


def test_gradients_add_up_over_all_ways():
    assert right_gradients(diamond()) == pytest.approx([-2.0, 2.0, 1.0, 1.0])


def test_below_an_operation_that_is_not_known_nothing_is_known():
    assert right_gradients(diamond(op="mul")) == [None, None, pytest.approx(1.0), 1.0]


def test_a_wrong_gradient_is_marked_with_what_it_should_be():
    svg, told = graph_svg(diamond(a_grad=1.0), "graph")
    texts = [each.text for each in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert [text for text in texts if "should" in text] == ["should be -2"]
    assert told == "One gradient is wrong, and marked in red."


def test_right_gradients_are_called_right():
    svg, told = graph_svg(diamond(a_grad=-2.0), "graph")
    assert "should be" not in svg
    assert told == "Every gradient in it is right."


def test_the_first_wrong_slope_is_where_to_start():
    svg, told = graph_svg(diamond(a_grad=3.0, slopes=(2.0, 2.0)), "graph")
    assert svg.count('class="wrong"') == 1
    assert "start there" in told


def test_a_wrong_value_comes_before_wrong_gradients():
    nodes = diamond(data=6.0)
    assert wrong_values(nodes) == [2]
    assert "mend that before" in graph_svg(nodes, "graph")[1]


def test_constants_have_no_gradient_that_could_be_wrong():
    nodes = [leaf(2.0, None), leaf(3.0, 2.0), GraphNode("", 6.0, 1.0, "*", (0, 1), (3.0, 2.0))]
    assert graph_svg(nodes, "graph")[1] == "Every gradient in it is right."


def test_the_drawing_is_as_wide_as_it_is_drawn_and_has_no_style_that_the_pages_policy_forbids():
    for nodes in (diamond(), [leaf(0.5, 1.0), *(GraphNode("", 0.5, 1.0, "neg", (k,), (-1.0,)) for k in range(20))]):
        svg = graph_svg(nodes, "graph")[0]
        root = ElementTree.fromstring(svg)
        assert root.get("viewBox").split()[2:] == [root.get("width"), root.get("height")]
        assert "style=" not in svg


def test_gradients_go_past_a_leaf_to_the_operations_before_it():
    before = [leaf(2.0, 6.0), GraphNode("", -2.0, -3.0, "neg", (0,), (-1.0,)), leaf(-3.0, -2.0)]
    nodes = [*before, GraphNode("", 6.0, 1.0, "*", (1, 2), (-3.0, -2.0))]
    assert right_gradients(nodes) == pytest.approx([3.0, -3.0, -2.0, 1.0])
    assert graph_svg(nodes, "graph")[1] == "One gradient is wrong, and marked in red."


def test_where_nothing_is_known_nothing_is_called_wrong():
    svg, told = graph_svg(diamond(op="mul"), "graph")
    assert "should be" not in svg
    assert told == "Every gradient in it is right."


def test_what_is_nearly_zero_is_zero():
    nodes = [leaf(2.0, 1.0), leaf(-2.0, 1.0), GraphNode("", 1e-9, 1.0, "+", (0, 1), (1.0, 1.0))]
    assert wrong_values(nodes) == []
    away = [*nodes[:2], GraphNode("", 1e-3, 1.0, "+", (0, 1), (1.0, 1.0))]
    assert wrong_values(away) == [2]


def test_several_wrong_gradients_are_counted():
    nodes = [leaf(2.0, 3.0), leaf(-3.0, 5.0), GraphNode("", -6.0, 1.0, "*", (0, 1), (-3.0, 2.0))]
    svg, told = graph_svg(nodes, "graph")
    assert told == "2 gradients are wrong, and marked in red."
    assert (svg.count("should be -3"), svg.count("should be 2")) == (1, 1)


def test_the_drawing_has_what_each_node_says():
    nodes = [leaf(2.0, -3.0, "a"), leaf(-3.0, None, "b"), GraphNode("", -6.0, 1.0, "*", (0, 1), (-3.0, 2.0))]
    root = ElementTree.fromstring(graph_svg(nodes, "the title")[0])
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"a", "data 2", "grad -3", "b", "data -3", "no grad", "*", "data -6", "grad 1", "×-3"} <= {*texts}
    assert "×2" not in texts, "as no slope is shown to what needs no gradient"
    assert root.find("{http://www.w3.org/2000/svg}title").text == "the title"


def test_an_operation_without_a_name_has_a_question_mark():
    nodes = [leaf(2.0, 1.0, "a"), GraphNode("", 2.0, 1.0, "", (0,), (1.0,))]
    texts = [
        each.text for each in ElementTree.fromstring(graph_svg(nodes, "")[0]).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "?" in texts
