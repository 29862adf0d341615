"""Draws the neurons and connections of a network, given the sizes of its layers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from numbers import Integral
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from autograder.viz.arguments import brief
from autograder.viz.style import COLOURS, INK, PAPER, panels, styled

MOST = 9  # circles in a column; of a larger layer, the first and the last are drawn with dots between
FILLS = {"input": PAPER, "hidden neuron": COLOURS[4], "output": COLOURS[1]}


@styled
def draw_network(layer_sizes: Sequence[int], title: str = "") -> Axes:
    """The layers of a network as columns of circles: [2, 3, 1] has 2 inputs, 3 hidden neurons and 1 output.

    Under each column is its size; where a layer is too large, dots stand for the neurons in the middle. Returns the
    axes. Raises ValueError that names a bad argument.
    """
    sizes = _sizes(layer_sizes)
    tallest = max(min(size, MOST) for size in sizes)
    ax = panels([title], height=1.5 + 0.42 * tallest, width=1.2 + 1.9 * len(sizes))[0]
    columns = [_column(2.6 * place, size) for place, size in enumerate(sizes)]
    for left, right in pairwise(columns):
        lines = LineCollection([[a, b] for a in left for b in right], colors="#8a8a8a", linewidths=0.9, zorder=1)
        ax.add_collection(lines)
    for place, (column, size) in enumerate(zip(columns, sizes, strict=True)):
        kind = "input" if place == 0 else "output" if place == len(sizes) - 1 else "hidden neuron"
        _layer(ax, column, size, kind, bottom=-tallest / 2 - 0.35)
    ax.set(xlim=(-1.1, 2.6 * (len(sizes) - 1) + 1.1), ylim=(-tallest / 2 - 1.0, tallest / 2 + 0.1))
    ax.axis("off")
    return ax


def _sizes(layer_sizes: Sequence[int]) -> list[int]:
    sizes = list(layer_sizes) if isinstance(layer_sizes, Sequence) else []
    if len(sizes) < 2 or not all(isinstance(size, Integral) and size >= 1 for size in sizes):
        raise ValueError(
            f"layer_sizes must be at least two whole numbers above 0, from inputs to outputs, not {brief(layer_sizes)}"
        )
    return sizes


def _layer(ax: Axes, column: list[tuple[float, float]], size: int, kind: str, bottom: float) -> None:
    """The circles of a layer of `size` neurons, with its name at the height `bottom`."""
    middle = column[0][0]
    look: dict[str, Any] = {"markersize": 17, "markeredgecolor": INK, "markeredgewidth": 1.4, "zorder": 2}
    for x, y in column:
        ax.plot(x, y, "o", markerfacecolor=FILLS[kind], **look)
    if size > MOST:
        ax.text(middle, 0, "⋮", ha="center", va="center", fontsize=18)
    ax.text(middle, bottom, f"{size} {kind}{'s' if size > 1 else ''}", ha="center", va="top", color=INK)


def _column(x: float, size: int) -> list[tuple[float, float]]:
    """The centres of a layer's circles, from the top down; those that dots stand for are left out."""
    circles = min(size, MOST)
    centres = [(x, (circles - 1) / 2 - k) for k in range(circles)]
    middle = circles // 2
    return centres if size <= MOST else centres[:middle] + centres[middle + 1 :]
