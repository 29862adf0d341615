"""Plots functions of two variables side by side, as decision regions or as surfaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from numpy.typing import NDArray

from autograder.viz.arguments import Floats, brief, labels, named, plane_points
from autograder.viz.plots import scatter
from autograder.viz.style import BESIDE, COLOURS, INK, PAPER, panels, styled


def _tint(colour: str, strength: float) -> str:
    rgb = zip(to_rgb(colour), to_rgb(PAPER), strict=True)
    r, g, b = (strength * c + (1 - strength) * p for c, p in rgb)
    return to_hex((r, g, b))


BETWEEN = LinearSegmentedColormap.from_list(  # probability of class 1, from the colour of class 0 to that of class 1
    "between", [_tint(COLOURS[0], 0.55), PAPER, _tint(COLOURS[1], 0.55)]
)


@styled
def plot_regions(models: Mapping[str, Callable[[Floats], Any]], X: Any, y: Any, *, resolution: int = 120) -> list[Axes]:
    """Which class each model predicts where, side by side, with the points X (n, 2) and their labels y (n,).

    A model maps points (m, 2) to probabilities: (m,) or (m, 1) of the second class, or (m, k) of all k classes, in the
    order in which the labels sort. A black line is where two classes are equally likely; with two classes in all, every
    band is a tenth of probability. The titles tell the accuracy on X and y. Each model is asked about `resolution` ** 2
    points of a grid. Returns the axes. Raises ValueError that names a bad argument.
    """
    chosen = named(models, "models", functions=True)
    X = plane_points(X)
    y = labels(y, len(X))
    if not isinstance(resolution, int) or resolution < 2:
        raise ValueError(f"resolution must be a whole number of at least 2, not {brief(resolution)}")
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.12 * np.where(high > low, high - low, 1.0)
    u, v = (np.linspace(a, b, resolution) for a, b in zip(low - margin, high + margin, strict=True))
    U, V = np.meshgrid(u, v)
    grid = np.column_stack([U.ravel(), V.ravel()])
    classes = np.unique(y)
    axes = panels(list(chosen))
    for ax, (title, predict) in zip(axes, chosen.items(), strict=True):
        name = f"models[{title!r}]"
        P = _probabilities(predict, grid, name, len(classes))
        accuracy = np.mean(_classes(classes, _probabilities(predict, X, name, len(classes))) == y)
        _colour(ax, U, V, P)
        scatter(ax, X, y)
        ax.set(
            title=f"{title}\naccuracy {accuracy:.2f}", xlim=(u[0], u[-1]), ylim=(v[0], v[-1]), xlabel="x1", ylabel="x2"
        )
        ax.grid(False)
    axes[-1].legend(title="class", **BESIDE)
    return axes


def _probabilities(predict: Callable[[Floats], Any], points: Floats, name: str, n_classes: int) -> Floats:
    """The k probabilities (m, k) of each of `points` (m, 2), with k = 2 for a model that gives only one."""
    P = np.asarray(predict(points), dtype=float)
    m = len(points)
    if P.shape in ((m,), (m, 1)):
        P = np.column_stack([1 - P.ravel(), P.ravel()])
    if P.ndim != 2 or len(P) != m or P.shape[1] < n_classes:
        raise ValueError(
            f"{name} must map points ({m}, 2) to probabilities ({m},), or ({m}, k) of all k classes "
            f"(y has {n_classes}); it gives the shape {P.shape}"
        )
    return P


def _classes(classes: NDArray[Any], P: Floats) -> NDArray[Any]:
    """The label of the likeliest class of each row of P (m, k); a class that y lacks has no label, and is no hit."""
    best = P.argmax(axis=1)
    names = np.append(classes.astype(object), [None] * (P.shape[1] - len(classes)))
    return np.asarray(names[best])


def _colour(ax: Axes, U: Floats, V: Floats, P: Floats) -> None:
    """Colours the plane by P (m, k), on a grid of m points; the line between two classes is black."""
    if P.shape[1] == 2:
        ones = P[:, 1].reshape(U.shape)
        ax.contourf(U, V, ones, levels=np.linspace(0, 1, 11), cmap=BETWEEN, extend="both")
        if ones.min() < 0.5 < ones.max():
            ax.contour(U, V, ones, levels=[0.5], colors=INK, linewidths=1.6)
        return
    for k in range(P.shape[1]):
        lead = (P[:, k] - np.delete(P, k, axis=1).max(axis=1)).reshape(U.shape)
        if lead.max() > 0:
            tint = _tint(COLOURS[k % len(COLOURS)], 0.35)
            ax.contourf(U, V, lead, levels=[0.0, max(1.0, float(lead.max()))], colors=[tint])
            if lead.min() < 0:
                ax.contour(U, V, lead, levels=[0.0], colors=INK, linewidths=1.0)


@styled
def plot_surface(
    functions: Mapping[str, Callable[[float, float], float]],
    span: tuple[float, float] = (-5, 5),
    labels: tuple[str, str, str] = ("x1", "x2", "output"),
) -> list[Axes]:
    """Functions of two numbers as surfaces in space, side by side.

    A function maps two floats to a float; both run over `span`, low to high. `labels` name the two inputs and the
    output. Returns the axes. Raises ValueError that names a bad argument.
    """
    chosen = named(functions, "functions", functions=True)
    if not (len(span) == 2 and np.isfinite(span).all() and span[0] < span[1]):
        raise ValueError(f"span must be two numbers, low and high, not {brief(span)}")
    if len(labels) != 3:
        raise ValueError(f"labels must be three names, of the two inputs and of the output, not {brief(labels)}")
    ticks = np.linspace(*span, 33)
    U, V = np.meshgrid(ticks, ticks)
    axes = panels(list(chosen), height=3.9, projection="3d")
    for ax, (title, function) in zip(axes, chosen.items(), strict=True):
        heights = [_height(function, a, b, f"functions[{title!r}]") for a, b in zip(U.flat, V.flat, strict=True)]
        Z = np.reshape(heights, U.shape)
        surface: Any = ax  # matplotlib types every pair of axes as flat
        surface.plot_surface(U, V, Z, cmap="cividis", edgecolor=INK, linewidth=0.25, rstride=2, cstride=2)
        surface.set(xlabel=labels[0], ylabel=labels[1])
        surface.set_zlabel(labels[2], labelpad=7)
        surface.locator_params(nbins=5)
        surface.view_init(elev=24, azim=-58)
        surface.set_box_aspect((1, 1, 0.85), zoom=1.05)
    return axes


def _height(function: Callable[[float, float], float], a: float, b: float, name: str) -> float:
    height = function(float(a), float(b))
    try:
        return float(height)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must map two numbers to a number, not to {brief(height)}") from None
