"""Steps through a computation graph, forward and backward, and asks for each gradient before it is shown."""

from __future__ import annotations

import math
from collections.abc import Iterator
from numbers import Real
from typing import Any, NamedTuple

from autograder.viz.graph import Graph, digits, graph_of, names_of, text_of
from autograder.viz.moving import Moving, moving, picture
from autograder.viz.predict import closer
from autograder.viz.svg import Node, drawn


class _Use(NamedTuple):
    """One use of a node: by which other one, what arrives there, and the slope there."""

    user: int
    arrives: float
    slope: float

    @property
    def passes(self) -> float:
        return self.arrives * self.slope


def step_graph(root: Any) -> Moving:
    """The graph of everything that `root` was computed from, to be walked through with buttons or arrow keys.

    Forward, each step computes one node. Backward, each step asks for one gradient, and then shows it. Gradients are
    found here, from the slopes that the nodes have recorded: `backward` need not be written, and what `grad` holds
    does not matter. Raises what `draw_graph` raises, and TypeError for a node that has recorded no slopes.
    """
    values, nodes = graph_of(root, derivatives=True)
    _require_slopes(values)
    number = {id(value): place for place, value in enumerate(values)}
    uses = _uses(values, number)
    grads = [_gradient(uses[k], k == len(values) - 1) for k in range(len(values))]
    nodes = [node if node.grad is None else node._replace(grad=digits(grads[k])) for k, node in enumerate(nodes)]
    names = names_of([node._replace(label=node.data) if _is_constant(node) else node for node in nodes])
    nodes = [node if _is_constant(node) else node._replace(label=name) for node, name in zip(nodes, names, strict=True)]
    graph = Graph(values, nodes)
    steps = [*_forward(graph, names), *_backward(graph, names, uses, grads)]
    title = f"computation graph of {len(nodes)} nodes"
    svg, text = drawn(nodes, title), text_of(nodes)
    held = [{"data": node.data, "grad": node.grad, "leaf": not node.operands} for node in nodes]
    return moving("steps", {"svg": svg, "nodes": held, "steps": steps}, picture(svg, text), text)


def _is_constant(node: Node) -> bool:
    """Whether a node is but a number, which speaks for itself."""
    return not node.operands and not node.label and node.grad is None


def _require_slopes(values: list[Any]) -> None:
    for value in values:
        slopes = getattr(value, "_derivatives", None)
        if not isinstance(slopes, (tuple, list)) or not all(isinstance(each, Real) for each in slopes):
            raise TypeError(f"{value!r} must have a tuple of numbers as its _derivatives, one for each of its operands")
        if len(slopes) != len(value._operands):
            raise TypeError(f"{value!r} has {len(value._operands)} operands and {len(slopes)} _derivatives")


def _uses(values: list[Any], number: dict[int, int]) -> list[list[_Use]]:
    """How each node is used by those that are made from it. Users come later, so that what arrives there is known."""
    uses: list[list[_Use]] = [[] for _ in values]
    last = len(values) - 1
    for place in range(last, -1, -1):
        if not values[place].requires_grad:
            continue
        arrives = _gradient(uses[place], place == last)
        for operand, slope in zip(values[place]._operands, values[place]._derivatives, strict=True):
            uses[number[id(operand)]].append(_Use(place, arrives, float(slope)))
    return uses


def _gradient(uses: list[_Use], is_root: bool) -> float:
    return 1.0 if is_root else math.fsum(use.passes for use in uses)


def _forward(graph: Graph, names: list[str]) -> Iterator[dict[str, Any]]:
    for place, node in enumerate(graph.nodes):
        if node.operands:
            made = _made(node.op, [names[k] for k in node.operands])
            given = _made(node.op, [graph.nodes[k].data for k in node.operands])
            yield {"node": place, "phase": "forward", "says": f"{names[place]} = {made} = {given} = {node.data}"}


def _made(op: str, operands: list[str]) -> str:
    if len(operands) == 2:
        sign = {"*": "\N{MULTIPLICATION SIGN}", "-": "\N{MINUS SIGN}"}.get(op, op)
        return f"{operands[0]} {sign} {operands[1]}"
    return f"({operands[0]}){op}" if op.startswith("**") else f"{op}({', '.join(operands)})"


def _backward(graph: Graph, names: list[str], uses: list[list[_Use]], grads: list[float]) -> Iterator[dict[str, Any]]:
    last = len(graph.nodes) - 1
    for place in range(last, -1, -1):
        if graph.nodes[place].grad is None:
            continue
        name, result = names[place], names[last]
        users = list(dict.fromkeys(names[use.user] for use in uses[place]))
        hint = f"It is used by {' and by '.join(users)}." if users else "It is the result itself."
        likely: dict[float, str] = {}
        for number, said in _likely(graph.values[place], name, uses[place], names, graph):
            if not closer(number, grads[place]):
                likely.setdefault(number, said)
        yield {
            "node": place,
            "phase": "ask",
            "says": f"What will the gradient of {name} be, d{result}/d{name}? {hint}",
            "answer": grads[place],
            "likely": list(likely.items()),
        }
        sum_ = " + ".join(f"{digits(use.arrives)} \N{MULTIPLICATION SIGN} {digits(use.slope)}" for use in uses[place])
        told = f" = {sum_}" if users else ""
        yield {"node": place, "phase": "backward", "says": f"d{result}/d{name}{told} = {digits(grads[place])}"}


def _likely(value: Any, name: str, uses: list[_Use], names: list[str], graph: Graph) -> Iterator[tuple[float, str]]:
    """Wrong answers that tell which mistake was made."""
    if len(uses) > 1:
        for use in uses:
            yield (
                use.passes,
                f"That is what the use by {names[use.user]} passes back. Add up what all uses do.",
            )
        yield (
            math.prod(use.passes for use in uses),
            "Where paths meet, add; multiply only along a path.",
        )
    for use in uses:
        user = names[use.user]
        yield use.arrives, f"That is what arrives at {user}. Multiply it by the slope of its operation."
        yield use.slope, f"That is the slope of the operation alone. Multiply it by what arrives at {user}."
        if graph.nodes[use.user].op == "*":
            yield use.arrives * value.data, "A product passes to each factor what arrives, times the other factor."
    yield float(value.data), f"That is the value of {name}, not its gradient."
    if not uses:
        yield 0.0, "How does a number react to itself? If it grows by 1, it grows by 1."
