"""Plots a loss curve on the band of correct ones, and decision regions, as SVG whose colours are the page's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator

WIDTH, HEIGHT, LEFT, BOTTOM = 330, 246, 42, 30
SQUARE = 246
LEVELS = 8  # bands of probability


def loss_svg(losses: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
    """The losses of the student's training, over the least and the greatest of correct ones."""
    top = 1.08 * min(max(*high, *losses), 2.5 * max(high))
    last = max(len(losses), len(low)) - 1

    def points(values: Sequence[float]) -> list[str]:
        return [f"{_across(k / last)},{_up(min(each, top) / top)}" for k, each in enumerate(values)]

    between = " ".join([*points(high), *reversed(points(low))])
    told = f"Your loss goes from {losses[0]:.3g} to {losses[-1]:.3g}. Correct solutions end between {low[-1]:.3g} and "
    return "\n".join(
        [
            f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
            f'aria-label="{told}{high[-1]:.3g}.">',
            *_axes(top),
            f'<polygon class="band" points="{between}"/>',
            f'<polyline class="own" points="{" ".join(points(losses))}"/>',
            "</svg>",
        ]
    )


def _across(share: float) -> str:
    return f"{LEFT + share * (WIDTH - LEFT - 12):.1f}"


def _up(share: float) -> str:
    return f"{HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - 10):.1f}"


def _axes(top: float) -> Iterator[str]:
    for share in (0.0, 0.5, 1.0):
        y = _up(share / 1.08)
        yield f'<line class="axis" x1="{LEFT}" x2="{WIDTH - 12}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{LEFT - 6}" y="{float(y) + 4:.1f}" text-anchor="end">{share * top / 1.08:.2g}</text>'
    yield f'<text x="{LEFT}" y="{HEIGHT - 10}">first epoch</text>'
    yield f'<text x="{WIDTH - 12}" y="{HEIGHT - 10}" text-anchor="end">last epoch</text>'


def regions_svg(chances: Sequence[float], ticks: tuple[Any, Any], X: Any, y: Any, title: str) -> str:
    """Where which class is likelier, the line between the two, and the points X (n, 2) with their labels y (n,)."""
    side = len(ticks[0])
    table = np.reshape(chances, (side, side))
    lines = contour_generator(z=table, line_type=LineType.Separate).lines(0.5)
    X, classes = np.asarray(X), np.unique(y)
    right = float(np.mean((_at(table, ticks, X) > 0.5) == (np.asarray(y) == classes[-1])))
    return "\n".join(
        [
            f'<svg class="plot" viewBox="0 0 {SQUARE} {SQUARE}" width="{SQUARE}" height="{SQUARE}" role="img" '
            f'aria-label="{title}: {right:.0%} of the points are on the side of their class.">',
            f'<rect class="ground" width="{SQUARE}" height="{SQUARE}" rx="6"/>',
            *_bands(table),
            *(f'<path class="boundary" d="{_path(line, side)}"/>' for line in lines),
            *_dots(X, np.asarray(y) == classes[-1], ticks),
            "</svg>",
        ]
    )


def _at(table: Any, ticks: tuple[Any, Any], X: Any) -> Any:
    """The table's entry nearest to each point."""
    column, row = (np.abs(np.asarray(tick)[None, :] - X[:, [k]]).argmin(axis=1) for k, tick in enumerate(ticks))
    return table[row, column]


def _bands(table: Any) -> Iterator[str]:
    """Areas of like probability, the surer the stronger."""
    generator = contour_generator(z=table, fill_type=FillType.OuterOffset)
    edges = np.linspace(0.0, 1.0, LEVELS + 1)
    edges[0], edges[-1] = -1e-9, 1.0 + 1e-9  # what lies on an edge belongs to the band below
    for low, high in pairwise(edges):
        found: Any = generator.filled(low, high)
        middle = (low + high) / 2
        strength = 0.08 + 0.85 * abs(middle - 0.5)
        for corners, offsets in zip(*found, strict=True):
            parts = [corners[a:b] for a, b in pairwise(offsets)]
            path = "".join(f"{_path(part, len(table))}Z" for part in parts)
            kind = "second" if middle > 0.5 else "first"
            yield f'<path class="{kind}" fill-opacity="{strength:.2f}" fill-rule="evenodd" d="{path}"/>'


def _path(corners: Any, side: int) -> str:
    scale = SQUARE / (side - 1)
    return "M" + "L".join(f"{scale * x:.1f} {SQUARE - scale * y:.1f}" for x, y in corners)


def _dots(X: Any, second: Any, ticks: tuple[Any, Any]) -> Iterator[str]:
    (u0, u1), (v0, v1) = ((tick[0], tick[-1]) for tick in ticks)
    for (x, y), is_second in zip(X, second, strict=True):
        a, b = SQUARE * (x - u0) / (u1 - u0), SQUARE - SQUARE * (y - v0) / (v1 - v0)
        if is_second:  # told apart by their shape too
            yield f'<rect class="dot second" x="{a - 3.2:.1f}" y="{b - 3.2:.1f}" width="6.4" height="6.4"/>'
        else:
            yield f'<circle class="dot first" cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>'
