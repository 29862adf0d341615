"""Arranges the boxes of a graph, and the lines between them.

Layers from left to right, in four steps after Sugiyama: each node as late as its users allow; the order within layers
by barycentres; heights by isotonic regression, which is the closest arrangement to the wished-for one in which nothing
overlaps; columns as wide as their widest box. A line across a layer keeps a lane of its own between the boxes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

SWEEPS = 12
SPACE = 18.0  # between neighbours in a layer
LANE = 8.0  # the height of a line that crosses a layer

Point = tuple[float, float]
Order = list[list[int]]


class Layout(NamedTuple):
    """The left end and the middle height of every box, lines to each from its operands, and the size of it all.

    routes[i][j] are the points of the line from operand j to node i. The first step, from the operand's right side,
    lies between two columns, the second goes straight through a column, the third lies between columns, and so on; the
    last one goes straight to the left side of node i.
    """

    places: list[Point]
    routes: list[list[list[Point]]]
    width: float
    height: float


class _Lanes(NamedTuple):
    """Nodes 0 to n - 1 and, after them, the lanes: the layer of each, its height, and links to the next layer."""

    layer: list[int]
    heights: list[float]
    links: list[tuple[int, int]]
    lane_of: dict[tuple[int, int], int]  # (operand, layer) -> the lane of that operand's lines through that layer


def arrange(operands: Sequence[Sequence[int]], sizes: Sequence[Point], gap: float) -> Layout:
    """A layout of nodes in topological order, of which node i is made from operands[i] and is sizes[i] (width, height).

    `gap` is the width between two columns, in the unit of the sizes.
    """
    lanes = _with_lanes(operands, layers(operands), [height for _, height in sizes])
    y = _heights(_ordered(lanes), lanes)
    columns: list[float] = [0.0] * (max(lanes.layer) + 1)
    for node, (width, _) in enumerate(sizes):
        columns[lanes.layer[node]] = max(columns[lanes.layer[node]], width)
    lefts = [sum(columns[:k]) + k * gap for k in range(len(columns))]
    rights = [left + column for left, column in zip(lefts, columns, strict=True)]
    places = [(rights[lanes.layer[node]] - width, y[node]) for node, (width, _) in enumerate(sizes)]
    routes = [
        [[*_route(source, node, lanes, y, lefts, rights), places[node]] for source in sources]
        for node, sources in enumerate(operands)
    ]
    bottom = max(at + height / 2 for at, height in zip(y, lanes.heights, strict=True))
    return Layout(places, routes, rights[-1], bottom)


def layers(operands: Sequence[Sequence[int]]) -> list[int]:
    """The layer of each node: one before its first user, so that leaves stand where they are needed."""
    before_last = [0] * len(operands)
    for node in reversed(range(len(operands))):
        for source in operands[node]:
            before_last[source] = max(before_last[source], before_last[node] + 1)
    return [max(before_last) - steps for steps in before_last]


def _with_lanes(operands: Sequence[Sequence[int]], layer: list[int], heights: list[float]) -> _Lanes:
    """Adds a lane wherever a line crosses a layer; the lines of one operand share it."""
    layer, heights = list(layer), list(heights)
    lane_of: dict[tuple[int, int], int] = {}
    links: dict[tuple[int, int], None] = {}  # a dict, because it keeps the order and drops what comes again
    for node, sources in enumerate(operands):
        for source in sources:
            last = source
            for crossed in range(layer[source] + 1, layer[node]):
                lane = lane_of.setdefault((source, crossed), len(layer))
                if lane == len(layer):
                    layer.append(crossed)
                    heights.append(LANE)
                links[last, lane] = None
                last = lane
            links[last, node] = None
    return _Lanes(layer, heights, list(links), lane_of)


def _neighbours(lanes: _Lanes) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """What each node and lane is linked with in the layer before, and in the layer after."""
    before, after = defaultdict(list), defaultdict(list)
    for left, right in lanes.links:
        before[right].append(left)
        after[left].append(right)
    return before, after


def _ordered(lanes: _Lanes) -> Order:
    """The nodes and lanes of each layer from the top down: of all sweeps, the order with the fewest crossings."""
    before, after = _neighbours(lanes)
    order: Order = [[] for _ in range(max(lanes.layer) + 1)]
    for slot, at in enumerate(lanes.layer):
        order[at].append(slot)
    best, fewest = [list(column) for column in order], _crossings(order, lanes)
    for sweep in range(SWEEPS):
        backward = sweep % 2 == 0  # from the result to the leaves first: there operands lie in the order written
        linked = after if backward else before
        for column in reversed(order) if backward else order:
            rank = {slot: k for every in order for k, slot in enumerate(every)}
            mean = {s: sum(rank[t] for t in linked[s]) / len(linked[s]) if linked[s] else rank[s] for s in column}
            column.sort(key=lambda slot: mean[slot])
        crossings = _crossings(order, lanes)
        if crossings < fewest:
            best, fewest = [list(column) for column in order], crossings
    return best


def _crossings(order: Order, lanes: _Lanes) -> int:
    """How many pairs of links between neighbouring layers cross."""
    rank = {slot: k for column in order for k, slot in enumerate(column)}
    ends: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for left, right in lanes.links:
        ends[lanes.layer[left]].append((rank[left], rank[right]))
    crossings = 0
    for links in ends.values():
        for (a, b), (c, d) in combinations(links, 2):
            if (a < c and b > d) or (a > c and b < d):
                crossings += 1
    return crossings


def _heights(order: Order, lanes: _Lanes) -> list[float]:
    """The middle of every node and lane: as near to its neighbours' as the order and the boxes' heights allow."""
    before, after = _neighbours(lanes)
    y = [0.0] * len(lanes.layer)
    for column in order:
        _settle(column, dict.fromkeys(column, 0.0), lanes.heights, y)
    for sweep in range(SWEEPS):
        last = sweep >= SWEEPS - 2
        for column in reversed(order) if sweep % 2 == 0 else order:
            wishes = {}
            for slot in column:
                linked = before[slot] + after[slot] if last else (after if sweep % 2 == 0 else before)[slot]
                wishes[slot] = sum(y[k] for k in linked) / len(linked) if linked else y[slot]
            _settle(column, wishes, lanes.heights, y)
    top = min(at - height / 2 for at, height in zip(y, lanes.heights, strict=True))
    return [at - top for at in y]


def _settle(column: list[int], wishes: dict[int, float], heights: list[float], y: list[float]) -> None:
    """Sets y in a column: the least squares distance from the wishes, from the top down without overlaps.

    Measured from where each box would be in a tight stack, heights must only not fall: neighbours that violate this are
    pooled, and a pool stands at the mean of its wishes.
    """
    stack, below = [], 0.0
    for upper, slot in zip([None, *column], column, strict=False):
        below += 0.0 if upper is None else (heights[upper] + heights[slot]) / 2 + SPACE
        stack.append(below)
    pools: list[tuple[float, int]] = []  # mean, size
    for slot, offset in zip(column, stack, strict=True):
        mean, size = wishes[slot] - offset, 1
        while pools and pools[-1][0] >= mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    shifts = [mean for mean, size in pools for _ in range(size)]
    for slot, offset, shift in zip(column, stack, shifts, strict=True):
        y[slot] = offset + shift


def _route(
    source: int, node: int, lanes: _Lanes, y: list[float], lefts: list[float], rights: list[float]
) -> list[Point]:
    """From the right side of `source` through its lanes to the left end of the column of `node`."""
    first, last = lanes.layer[source], lanes.layer[node]
    points = [(rights[first], y[source])]
    for crossed in range(first + 1, last):
        at = y[lanes.lane_of[source, crossed]]
        points += [(lefts[crossed], at), (rights[crossed], at)]
    return [*points, (lefts[last], y[node])]
