"""A graph to step through computes its own gradients, asks for each, and knows the mistakes that a number tells."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from graphs import Node, made

from autograder import viz


def toy(**rest: Any) -> Node:
    """(a + b) * (b + 1) at a = 2, b = 1, with slopes as the operations record them."""
    a, b, one = Node(2.0, "a"), Node(1.0, "b", **rest), Node(1.0, requires_grad=False)
    c = made(3.0, "+", a, b, label="c", _derivatives=(1.0, 1.0))
    d = made(2.0, "+", b, one, _derivatives=(1.0, 1.0))
    return made(6.0, "*", c, d, label="e", _derivatives=(2.0, 3.0))


def given(page: str) -> dict[str, Any]:
    """What the script of a page is called with."""
    found = re.search(r'\)\("[\w-]+", "steps", (.*)\);\n</script>', page)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def steps(root: Node, phase: str) -> list[dict[str, Any]]:
    return [step for step in given(viz.step_graph(root).page)["steps"] if step["phase"] == phase]


def test_forward_computes_every_node_after_its_operands() -> None:
    times = "\N{MULTIPLICATION SIGN}"
    said = [step["says"] for step in steps(toy(), "forward")]
    assert said == ["c = a + b = 2 + 1 = 3", "#1 = b + 1 = 1 + 1 = 2", f"e = c {times} #1 = 3 {times} 2 = 6"]


def test_each_gradient_is_asked_for_before_it_is_shown() -> None:
    phases = [(step["phase"], step["node"]) for step in given(viz.step_graph(toy()).page)["steps"]]
    backward = [each for each in phases if each[0] != "forward"]
    asked, told = backward[::2], backward[1::2]
    assert [phase for phase, _ in asked] == ["ask"] * 5
    assert [("backward", node) for _, node in asked] == told
    assert asked[0] == ("ask", 5)


def test_gradients_are_found_from_the_slopes_whatever_grad_holds() -> None:
    answers = {step["says"].split()[5]: step["answer"] for step in steps(toy(grad=99.0), "ask")}
    assert answers == {"e": 1.0, "c": 2.0, "#1": 3.0, "a": 2.0, "b": 5.0}


def test_a_page_without_scripts_shows_the_whole_graph() -> None:
    moving = viz.step_graph(toy())
    assert moving.page.index('<img src="data:image/svg+xml;base64,') < moving.page.index("<script>")
    assert "b: data 1, grad 5" in moving.text
    assert repr(moving) == moving.text


def test_a_wrong_gradient_tells_the_mistake() -> None:
    (asked,) = [step for step in steps(toy(), "ask") if "gradient of b " in step["says"]]
    likely = dict(asked["likely"])
    assert likely[2.0] == "That is what the use by c passes back. Add up what all uses do."
    assert likely[6.0] == "Where paths meet, add; multiply only along a path."
    assert likely[1.0]


def test_no_mistake_has_the_right_number() -> None:
    for step in steps(toy(), "ask"):
        assert all(number != pytest.approx(step["answer"]) for number, _ in step["likely"])


def test_a_label_cannot_end_the_script() -> None:
    page = viz.step_graph(made(2.0, "neg", Node(-2.0, "</script><script>"), _derivatives=(-1.0,))).page
    assert page.count("</script>") == 1


def test_a_node_without_slopes_is_refused() -> None:
    with pytest.raises(TypeError, match="has 2 operands and 0 _derivatives"):
        viz.step_graph(made(3.0, "+", Node(1.0), Node(2.0)))


def test_the_same_graph_is_the_same_page() -> None:
    assert viz.step_graph(toy()).page == viz.step_graph(toy()).page
