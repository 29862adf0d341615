"""Regions take any model of the plane, and have the colours of their classes."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from autograder import viz

SQUARE = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def test_a_refused_plot_leaves_no_figure_open() -> None:
    with pytest.raises(ValueError, match="models"):
        viz.plot_regions({"wrong": lambda X: np.zeros((len(X), 3, 3))}, SQUARE, [0, 1, 1, 0])
    assert plt.get_fignums() == []


@pytest.mark.parametrize("columns", [None, 1, 2])
def test_regions_take_probabilities_in_every_shape(columns: int | None) -> None:
    def model(X: np.ndarray) -> np.ndarray:
        p = np.where(X[:, 0] > 0.5, 0.9, 0.2)
        return p if columns is None else p[:, None] if columns == 1 else np.column_stack([1 - p, p])

    (ax,) = viz.plot_regions({"right of the middle": model}, SQUARE, ["a", "b", "b", "b"])
    assert ax.get_title() == "right of the middle\naccuracy 0.75"


def test_regions_of_three_classes_take_the_likeliest() -> None:
    def model(X: np.ndarray) -> np.ndarray:
        return np.eye(3)[np.clip(np.rint(X.sum(axis=1)), 0, 2).astype(int)]

    left, right = viz.plot_regions(
        {"sum": model, "first": lambda X: np.tile([0.8, 0.1, 0.1], (len(X), 1))}, SQUARE, [0, 1, 1, 2]
    )
    assert left.get_title() == "sum\naccuracy 1.00"
    assert right.get_title() == "first\naccuracy 0.25"


@pytest.mark.parametrize("k", [2, 3])
def test_regions_have_the_colour_of_their_class(k: int) -> None:
    centres = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 1.0]])[:k]

    def model(X: np.ndarray) -> np.ndarray:
        near = np.exp(-5 * np.linalg.norm(X[:, None] - centres, axis=2))
        return near / near.sum(axis=1, keepdims=True)

    (ax,) = viz.plot_regions({"nearest": model}, centres, range(k))
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    picture = np.asarray(canvas.buffer_rgba())[::-1, :, :3] / 255
    for place, (x, y) in enumerate(centres):
        u, v = ax.transData.transform([x, y + 0.07]).astype(int)  # beside the point itself
        unlike = [np.abs(ink(picture[v, u]) - ink(mpl.colors.to_rgb(colour))).sum() for colour in viz.COLOURS[:k]]
        assert np.argmin(unlike) == place


def ink(rgb: Any) -> np.ndarray:
    """How much a colour takes from white in each channel; the same for its tints."""
    taken = 1 - np.asarray(rgb)
    return taken / taken.max()


def test_both_axes_have_labels() -> None:
    axes = viz.plot_regions({"a": lambda X: X[:, 0], "b": lambda X: X[:, 1]}, SQUARE, [0, 1, 1, 0])
    assert [(ax.get_xlabel(), ax.get_ylabel()) for ax in axes] == [("x1", "x2")] * 2
