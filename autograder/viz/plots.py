"""Plots curves, points and tables of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import NullLocator

from autograder.viz.arguments import Floats, brief, evaluate, labels, named, numbers, plane_points
from autograder.viz.style import BESIDE, COLOURS, INK, LINES, MARKERS, PAPER, panels, styled

SIGNED = LinearSegmentedColormap.from_list("signed", [COLOURS[1], PAPER, COLOURS[0]])  # negative, 0, positive
UNSIGNED = LinearSegmentedColormap.from_list("unsigned", [PAPER, COLOURS[0]])
AMONG = 4  # a legend of more curves than this stands beside the axes
MAX_CELLS = 24  # rows or columns of a matrix whose numbers are still legible
LONGEST_NAME = 14  # characters of a column's name that is not turned


@styled
def plot_functions(
    functions: Mapping[str, Callable[[Floats], Any]],
    x: Any,
    derivatives: Mapping[str, Callable[[Floats], Any]] | None = None,
    title: str = "",
) -> list[Axes]:
    """Functions of one variable in a panel, and their `derivatives` in a second one, in the same colours.

    x (m,): where to evaluate. A function maps x (m,) to values (m,) or to one number. `derivatives` may leave some of
    the functions out. Returns the axes. Raises ValueError that names a bad argument.
    """
    shown = [("value", named(functions, "functions", functions=True), "functions")]
    if derivatives is not None:
        shown.append(("derivative", named(derivatives, "derivatives", functions=True), "derivatives"))
    x = np.sort(numbers(x, "x", 1, "an array (m,): where to evaluate the functions"))
    order = list(shown[0][1])
    for name in shown[-1][1]:
        if name not in order:
            raise ValueError(f"derivatives has {name!r}, which is none of the functions: {', '.join(order)}")
    axes = panels([title, f"{title}: derivative" if title else ""][: len(shown)])
    for ax, (ylabel, chosen, argument) in zip(axes, shown, strict=True):
        for name, function in chosen.items():
            y = evaluate(function, x, f"{argument}[{name!r}]")
            _curve(ax, x, y, name, order.index(name), markers=len(order) > 1)
        ax.set(xlabel="x", ylabel=ylabel)
        ax.legend()
    return axes


@styled
def plot_curves(
    curves: Mapping[str, Any],
    title: str = "",
    xlabel: str = "epoch",
    ylabel: str = "cost",
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Costs over epochs, or any other sequences of numbers, in one panel.

    A curve is a sequence of values (m,), drawn over 0, 1, ..., m - 1, or a tuple (xs, ys) of two sequences (m,). Values
    that are nan or infinite leave a gap, as does what is not above 0 on a logarithmic axis (`log`). Draws on `ax`, or
    on a new figure. Returns the axes. Raises ValueError that names a bad argument.
    """
    pairs = {name: _pair(value, f"curves[{name!r}]") for name, value in named(curves, "curves").items()}
    if log and not any(np.any(ys[np.isfinite(ys)] > 0) for _, ys in pairs.values()):
        raise ValueError("log must be False for these curves: none of their values is above 0")
    beside = ax is None and len(pairs) > AMONG  # among the axes of another's figure there may be no room
    ax = panels([""], width=6.8 if beside else 5.6)[0] if ax is None else ax
    for place, (name, (xs, ys)) in enumerate(pairs.items()):
        shown = np.isfinite(ys) & ((ys > 0) if log else True)
        _curve(ax, xs, np.where(shown, ys, np.nan), name, place, markers=len(pairs) > 1 or len(xs) == 1)
    if log:
        _logarithmic(ax)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    if any(pairs):
        ax.legend(**(BESIDE if beside else {}))
    return ax


def _logarithmic(ax: Axes) -> None:
    ax.set_yscale("log")
    low, high = ax.get_ylim()
    if high > 100 * low:  # enough labelled ticks without those between, which take long to draw
        ax.yaxis.set_minor_locator(NullLocator())


def _pair(value: Any, name: str) -> tuple[Floats, Floats]:
    expected = "a sequence of numbers, or a tuple (xs, ys) of two"
    if isinstance(value, tuple) and len(value) == 2 and not np.isscalar(value[0]):
        xs, ys = (numbers(part, name, 1, expected) for part in value)
        if len(xs) != len(ys):
            raise ValueError(f"{name} has {len(xs)} xs and {len(ys)} ys; give as many of both")
        return xs, ys
    ys = numbers(value, name, 1, expected)
    return np.arange(len(ys), dtype=float), ys


def _curve(ax: Axes, x: Floats, y: Floats, name: str, place: int, markers: bool) -> None:
    """One line in the colour, line style and marker of its place; markers are few, and not above each other."""
    every = max(1, len(x) // 8)
    ax.plot(
        x,
        y,
        label=name or "_",  # matplotlib leaves labels with an underscore out of the legend
        color=COLOURS[place % len(COLOURS)],
        linestyle=LINES[place % len(LINES)],
        marker=MARKERS[place % len(MARKERS)] if markers else "",
        markevery=(place * every // 3 % every, every),
        markersize=6,
    )


@styled
def plot_points(X: Any, y: Any, title: str = "", ax: Axes | None = None) -> Axes:
    """The points X (n, 2) of the plane, each class of y (n,) in a colour and a shape of its own.

    Draws on `ax`, or on a new figure. Returns the axes. Raises ValueError that names a bad argument.
    """
    X = plane_points(X)
    y = labels(y, len(X))
    place = BESIDE if ax is None else {}
    ax = panels([""], height=3.8)[0] if ax is None else ax
    scatter(ax, X, y)
    ax.set(title=title, xlabel="x1", ylabel="x2")
    ax.legend(title="class", **place)
    return ax


def scatter(ax: Axes, X: Floats, y: Any) -> None:
    """Draws points X (n, 2) with labels y (n,) on `ax`; crowds get smaller points."""
    size = float(np.clip(4000 / len(X), 14, 60))
    for place, name in enumerate(np.unique(y)):
        ax.scatter(
            X[y == name, 0],
            X[y == name, 1],
            s=size,
            color=COLOURS[place % len(COLOURS)],
            marker=MARKERS[place % len(MARKERS)],
            edgecolors=PAPER if place % len(COLOURS) == 6 else INK,
            linewidths=0.6,
            label=str(name),
            zorder=3,
        )


@styled
def plot_matrix(
    M: Any,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """The matrix M (r, c) as coloured cells with their numbers: a confusion matrix, or weights.

    `rows` (r) and `columns` (c) name them; without names they are counted from 0. Where some entry is negative, colours
    tell the sign and white is 0. Draws on `ax`, or on a new figure. Returns the axes. Raises ValueError
    that names a bad argument.
    """
    M = numbers(M, "M", 2, "an array (r, c) of numbers")
    if max(M.shape) > MAX_CELLS:
        raise ValueError(f"M must have at most {MAX_CELLS} rows and columns to be legible; its shape is {M.shape}")
    names = [_names(rows, len(M), "rows"), _names(columns, M.shape[1], "columns")]
    limit = float(np.nanmax(np.abs(M[np.isfinite(M)]), initial=0.0)) or 1.0
    signed = bool((M < 0).any())
    longest = [max(map(len, each)) for each in names]
    wide = longest[1] > LONGEST_NAME
    width = 1.2 + 0.09 * longest[0] + M.shape[1] * (0.75 if wide else max(0.75, 0.1 * longest[1]))
    ax = panels([""], height=1.4 + 0.42 * len(M), width=width)[0] if ax is None else ax
    ax.set_title(title)
    ax.imshow(M, cmap=SIGNED if signed else UNSIGNED, vmin=-limit if signed else 0.0, vmax=limit, aspect="auto")
    for (i, j), value in np.ndenumerate(M):
        dark = value > 0.85 * limit  # up to there, black is the more legible ink
        ax.text(j, i, _cell(value, M), ha="center", va="center", color=PAPER if dark else INK)
    ax.set_xticks(range(M.shape[1]), names[1], rotation=30 if wide else 0, ha="right" if wide else "center")
    ax.set_yticks(range(len(M)), names[0])
    ax.grid(False)
    ax.tick_params(length=0)
    return ax


def _names(given: Sequence[str] | None, count: int, argument: str) -> list[str]:
    names = [str(k) for k in range(count)] if given is None else [str(name) for name in given]
    if len(names) != count:
        raise ValueError(f"{argument} must name {count} {argument} of M, not {len(names)}: {brief(names)}")
    return names


def _cell(value: float, M: Floats) -> str:
    whole = bool(np.all(np.round(M) == M)) and float(np.abs(M).max()) < 1e6
    return f"{value:.0f}" if whole else f"{value:.2g}" if abs(value) < 0.01 and value else f"{value:.2f}"
