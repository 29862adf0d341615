"""Draws the graph that a result was computed by, with the value and the gradient of every node."""

from __future__ import annotations

import math
from itertools import count
from numbers import Real
from pathlib import Path
from typing import Any, NamedTuple

from autograder.slopes import value as result_of
from autograder.slopes import wrong_slopes
from autograder.viz.arguments import brief
from autograder.viz.svg import Node, drawn

MAX_NODES = 200
ATTRIBUTES = ("data", "grad", "label", "requires_grad", "_operands", "_op")


class GraphDrawing(NamedTuple):
    """A drawn graph: a notebook shows the `svg`, a terminal the `text`."""

    svg: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> Path:
        """Writes the drawing to a file, whose name must end in .svg, and returns its path."""
        path = Path(path)
        if path.suffix != ".svg":
            raise ValueError(f"path must end in .svg, the only format of a drawn graph, not {str(path)!r}")
        path.write_text(self.svg, encoding="utf-8")
        return path


def draw_graph(root: Any, *, derivatives: bool = False) -> GraphDrawing:
    """The graph of everything that `root` was computed from, leaves on the left: label, data and gradient of each node.

    root: a node with the attributes data, grad, label, requires_grad, _operands and _op, such as an `engine.Value`.
    Values have 4 significant digits; a node that is used several times is drawn once. `derivatives` writes on each
    line what the operation multiplies a gradient by (a node's _derivatives). The first slope that a small step measures
    otherwise is red. Raises TypeError if root, or a node below
    it, is no such node, and ValueError for a graph of more than 200 nodes or one that runs in a circle.
    """
    _, nodes = graph_of(root, derivatives)
    return GraphDrawing(drawn(nodes, f"computation graph of {len(nodes)} nodes"), text_of(nodes))


class Graph(NamedTuple):
    """A graph's values, operands before results, and how each is drawn."""

    values: list[Any]
    nodes: list[Node]


def graph_of(root: Any, derivatives: bool) -> Graph:
    """The graph below `root`. Raises what `draw_graph` raises."""
    order = _in_order(root)
    number = {id(value): place for place, value in enumerate(order)}
    return Graph(order, _first_wrong([_node(value, number, derivatives) for value in order]))


def _first_wrong(nodes: list[Node]) -> list[Node]:
    """The nodes, of which the first alone keeps its wrong slopes: those of later ones may come from it."""
    first = next((place for place, node in enumerate(nodes) if node.wrong), -1)
    return [node if place == first else node._replace(wrong=()) for place, node in enumerate(nodes)]


def _in_order(root: Any) -> list[Any]:
    """Every node below root, and root, each once: operands before results. No recursion: graphs are deep."""
    order: dict[int, Any] = {}
    open_: set[int] = set()  # nodes whose operands are being visited; to meet one again is a circle
    stack = [root]
    while stack:
        value = stack[-1]
        if id(value) in order:
            stack.pop()
            continue
        if id(value) in open_:
            order[id(stack.pop())] = value
            open_.discard(id(value))
            continue
        _require_node(value, "root" if value is root else "an operand below root")
        open_.add(id(value))
        if len(order) + len(open_) > MAX_NODES:
            raise ValueError(
                f"root has a graph of more than {MAX_NODES} nodes, which nobody could read; draw a part of it, such as "
                "one neuron, or the loss of one example"
            )
        for operand in reversed(value._operands):
            if id(operand) in open_:
                raise ValueError("root has a graph that runs in a circle: some node is made from itself")
            stack.append(operand)
    return list(order.values())


def _require_node(value: Any, name: str) -> None:
    lacks = [attribute for attribute in ATTRIBUTES if not hasattr(value, attribute)]
    if lacks:
        what = f"{brief(value)} ({type(value).__name__})"
        raise TypeError(
            f"{name} must be a node of a computation graph, such as a Value of engine.py, not {what}: it has no "
            f"{', '.join(lacks)}"
        )
    for attribute in ("data", "grad"):
        held = getattr(value, attribute)
        if not isinstance(held, Real):
            raise TypeError(
                f"{name} must hold one number as its {attribute}, not {brief(held)} ({type(held).__name__})"
            )
    if not isinstance(value._operands, (tuple, list)):
        raise TypeError(f"{name} must have a tuple of nodes as its _operands, not {brief(value._operands)}")


def _node(value: Any, number: dict[int, int], derivatives: bool) -> Node:
    factors = getattr(value, "_derivatives", ()) if derivatives else ()
    return Node(
        label=" ".join(str(value.label).split()),
        data=digits(value.data),
        grad=digits(value.grad) if value.requires_grad else None,
        op=str(value._op) or "?",
        operands=[number[id(operand)] for operand in value._operands],
        factors=[digits(factor) for factor in factors],
        wrong=tuple(_wrong_slopes(value)),
    )


def _wrong_slopes(value: Any) -> dict[int, float]:
    """The measured slopes of an operation that differ from those the node has recorded, by operand."""
    recorded = getattr(value, "_derivatives", ())
    if not isinstance(recorded, (tuple, list)) or not all(isinstance(each, Real) for each in recorded):
        return {}
    numbers = [float(operand.data) for operand in value._operands]
    if not math.isclose(result_of(str(value._op), numbers), value.data, rel_tol=1e-9, abs_tol=1e-12):
        return {}  # its operands have moved since: what it has recorded was right where they were
    return wrong_slopes(str(value._op), numbers, [float(each) for each in recorded])


def digits(value: float) -> str:
    """`value` with 4 significant digits; minus zero is zero."""
    return f"{float(value) + 0.0:.4g}"


def text_of(nodes: list[Node]) -> str:
    """A line for each node, for a terminal; unnamed results are #1, #2, ..."""
    names = names_of(nodes)
    lines = [f"computation graph of {len(nodes)} nodes"]
    for name, node in zip(names, nodes, strict=True):
        made = f" = {node.op}({', '.join(names[k] for k in node.operands)})" if node.operands else ""
        lines.append(f"  {name}{made}: data {node.data}, {'no grad' if node.grad is None else f'grad {node.grad}'}")
    for name, node in zip(names, nodes, strict=True):
        for k in node.wrong:
            lines.append(f"  wrong: the slope of {node.op} that {name} has recorded for {names[node.operands[k]]}")
    return "\n".join(lines)


def names_of(nodes: list[Node]) -> list[str]:
    """The label of each node; #1, #2, ... where it has none."""
    unnamed = count(1)
    return [node.label or f"#{next(unnamed)}" for node in nodes]
