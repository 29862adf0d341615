"""Asks a student's code, in its sandbox, for what pictures show, and believes nothing of the answer but its numbers."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

import msgspec
import numpy as np

from autograder.checks.bench import Bench
from autograder.course.pictures import Wanted
from autograder.sandbox.replies import Probe, Reply, Returned
from autograder.text import printable

SIDE = 40  # points of a grid along each axis
SEEDS = 12  # runs of the solution
MOST_SECONDS = 10.0
MOST_NODES, MOST_EPOCHS, LONGEST = 60, 5000, 24
NODES = """
def nodes({parameters}):
{inner}
    order = {name}({parameters}).nodes()
    place = {{id(node): k for k, node in enumerate(order)}}
    return [
        [str(node.label)[:24], float(node.data), float(node.grad) if node.requires_grad else None, str(node._op)[:24],
         [place[id(each)] for each in node._operands], [float(each) for each in node._derivatives]]
        for node in order[:{most}]
    ]
"""


class GraphNode(msgspec.Struct, frozen=True):
    """A node as the student's code has it; `operands` are places of earlier nodes, `grad` None where none is asked."""

    label: str
    data: float
    grad: float | None
    op: str
    operands: tuple[int, ...]
    slopes: tuple[float, ...]


class Training(msgspec.Struct, frozen=True):
    """The loss of each epoch, and the probability of the second class at each point of the grid."""

    losses: tuple[float, ...]
    chances: tuple[float, ...]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was answered for one picture: a graph or a training, of the student's code or of the solution's."""

    name: str
    graph: tuple[GraphNode, ...] = ()
    training: Training | None = None


def grid_of(X: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The ticks of both axes around the points X (n, 2), and the points of the grid, row by row."""
    X = np.asarray(X)
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.12 * (high - low)
    u, v = (np.linspace(a, b, SIDE) for a, b in zip(low - margin, high + margin, strict=True))
    U, V = np.meshgrid(u, v)
    return u, v, np.column_stack([U.ravel(), V.ravel()])


def asked(bench: Bench, wanted: Wanted, seed: int = 0, solution: bool = False) -> Answer | None:
    """What the code on the bench, or the solution, answers; None if it answers nothing that can be drawn."""
    session = bench.solution if solution else bench.student
    assert session is not None
    seconds = min(bench.assignment.longest, MOST_SECONDS)
    if wanted.kind == "graph":
        nodes = _nodes(session.observe(_of_nodes(bench.probe(wanted.probe, 0)), (), seconds))
        return Answer(wanted.name, graph=nodes) if nodes else None
    assert wanted.data is not None
    X, y = (np.asarray(each) for each in wanted.data)
    probe = bench.probe(wanted.probe, 4)
    training = _training(session.observe(probe, (X, y, grid_of(X)[2], seed), seconds))
    return Answer(wanted.name, training=training) if training else None


def _of_nodes(probe: Probe) -> Probe:
    """The probe that lists the nodes of the graph whose root `probe` returns."""
    parameters = ", ".join(probe.modules)
    inner = textwrap.indent(probe.source, "    ")
    source = NODES.format(parameters=parameters, inner=inner, name=probe.name, most=MOST_NODES + 1)
    return probe._replace(name="nodes", source=source.strip())


def _nodes(reply: Reply) -> tuple[GraphNode, ...]:
    """The nodes of a graph, if it is one, and small enough to be read."""
    rows = reply.value if isinstance(reply, Returned) else None
    try:
        nodes = msgspec.convert(rows, list[tuple[str, float, float | None, str, list[int], list[float]]])
    except msgspec.ValidationError:
        return ()
    made = []
    for place, (label, data, grad, op, operands, slopes) in enumerate(nodes):
        numbers = [data, *([] if grad is None else [grad]), *slopes]
        if not all(map(math.isfinite, numbers)) or not all(0 <= each < place for each in operands):
            return ()
        made.append(GraphNode(_short(label), data, grad, _short(op), tuple(operands), tuple(slopes)))
    return tuple(made) if 1 < len(made) <= MOST_NODES else ()


def _short(text: str) -> str:
    return printable(text[:LONGEST])


def _training(reply: Reply) -> Training | None:
    """A training, whose losses end where they are no numbers any more."""
    value = reply.value if isinstance(reply, Returned) else None
    try:
        losses, chances = msgspec.convert(value, tuple[list[float], list[float]])
    except msgspec.ValidationError:
        return None
    finite = tuple(takewhile(math.isfinite, losses[:MOST_EPOCHS]))
    fits = len(chances) == SIDE**2 and all(0.0 <= each <= 1.0 for each in chances)
    return Training(finite, tuple(chances)) if len(finite) > 1 and fits else None


def band(trainings: Iterable[Training]) -> tuple[Sequence[float], Sequence[float]]:
    """The least and the greatest loss of each epoch, over runs of the solution."""
    table = np.array([each.losses for each in trainings])
    return table.min(axis=0).tolist(), table.max(axis=0).tolist()
