"""Draws a computation graph that a student's code made, and marks the gradients that are not its derivatives."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from autograder.feedback.page.pictures.answers import GraphNode
from autograder.slopes import TOLERANCE, slopes, value, wrong_slopes
from autograder.viz.graph import digits
from autograder.viz.svg import Node, drawn


def right_gradients(nodes: Sequence[GraphNode]) -> list[float | None]:
    """The derivatives of the last node by each, by measured slopes; None below an operation that is not known."""
    found: list[float | None] = [0.0 for _ in nodes]
    found[-1] = 1.0
    for place in range(len(nodes) - 1, -1, -1):
        node, above = nodes[place], found[place]
        if not node.operands:
            continue
        known = slopes(node.op, [nodes[k].data for k in node.operands])
        measured: Sequence[float | None] = known or [None] * len(node.operands)
        for operand, slope in zip(node.operands, measured, strict=False):
            below = found[operand]
            if above is None or below is None or slope is None:
                found[operand] = None
            else:
                found[operand] = below + above * slope
    return found


def wrong_values(nodes: Sequence[GraphNode]) -> list[int]:
    """The places of nodes whose value is not what their operation makes of their operands."""
    expected = [value(node.op, [nodes[k].data for k in node.operands]) if node.operands else math.nan for node in nodes]
    return [
        place
        for place, (node, right) in enumerate(zip(nodes, expected, strict=True))
        if math.isfinite(right) and not math.isclose(node.data, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    ]


def graph_svg(nodes: Sequence[GraphNode], title: str) -> tuple[str, str]:
    """The graph, and in words how many gradients in it are wrong."""
    right = [_corrected(node, wanted) for node, wanted in zip(nodes, right_gradients(nodes), strict=True)]
    first = next((place for place, node in enumerate(nodes) if _wrong_slopes(node, nodes)), -1)
    shown = [
        Node(
            label=node.label,
            data=digits(node.data),
            grad=None if node.grad is None else digits(node.grad),
            op=node.op or "?",
            operands=list(node.operands),
            factors=[digits(each) for each in node.slopes],
            wrong=tuple(_wrong_slopes(node, nodes)) if place == first else (),
            right=right[place],
        )
        for place, node in enumerate(nodes)
    ]
    return _in_its_size(drawn(shown, title)), _told(sum(map(bool, right)), wrong_values(nodes), first >= 0)


def _in_its_size(svg: str) -> str:
    """The drawing without the style that the page's policy forbids, as wide as it is drawn: a page scrolls it."""
    width, height = svg.partition('viewBox="')[2].partition('"')[0].split()[2:]
    size = f'width="{width}" height="{height}" role'
    return re.sub(r'width="[^"]*"(?: height="[^"]*")? style="[^"]*" role', size, svg, count=1)


def _corrected(node: GraphNode, right: float | None) -> str:
    """What the gradient of a node should be, if it is not."""
    if node.grad is None or right is None or math.isclose(node.grad, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
        return ""
    return digits(right)


def _wrong_slopes(node: GraphNode, nodes: Sequence[GraphNode]) -> dict[int, float]:
    return wrong_slopes(node.op, [nodes[k].data for k in node.operands], node.slopes) if node.operands else {}


def _told(wrong: int, values: Sequence[int], slope: bool) -> str:
    if values:
        return "A value in it is not what its operation makes of its operands; mend that before the gradients."
    if not wrong:
        return "Every gradient in it is right."
    count = "One gradient is" if wrong == 1 else f"{wrong} gradients are"
    where = " The red line is the first slope that was recorded wrongly: start there." if slope else ""
    return f"{count} wrong, and marked in red.{where}"
