"""Makes graphs to draw, of nodes that have what an engine's `Value` has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Node:
    """What a graph is drawn from: the attributes of an engine's `Value`."""

    data: float
    label: str = ""
    grad: float = 0.0
    requires_grad: bool = True
    _operands: tuple[Any, ...] = ()
    _op: str = ""
    _derivatives: tuple[float, ...] = field(default=())


def made(data: float, op: str, *operands: Node, **rest: Any) -> Node:
    """A node computed from others."""
    return Node(data, _op=op, _operands=operands, **rest)
