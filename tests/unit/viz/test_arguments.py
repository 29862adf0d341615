"""A bad argument is named with what is wrong with it."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder import viz

SQUARE = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def one(X: np.ndarray) -> np.ndarray:
    """A model of the plane."""
    return np.ones(len(X))


@pytest.mark.parametrize(
    ("plot", "arguments", "message"),
    [
        (viz.plot_functions, ({}, [1.0]), "functions must be a dict"),
        (viz.plot_functions, ({"f": 3}, [1.0]), r"functions\['f'\] must be a function, not 3"),
        (viz.plot_functions, ({"f": np.sin}, [[1.0]]), r"x must be an array \(m,\).*\(1, 1\)"),
        (viz.plot_functions, ({"f": np.sum, "g": lambda x: x[:1]}, [1.0, 2.0]), r"functions\['g'\] must map"),
        (viz.plot_functions, ({"f": np.sin}, [1.0], {"g": np.cos}), "derivatives has 'g'"),
        (viz.plot_curves, ([1.0, 2.0],), "curves must be a dict"),
        (viz.plot_curves, ({"a": ["x"]},), r"curves\['a'\] must be a sequence of numbers"),
        (viz.plot_curves, ({"a": ([1, 2], [1])},), r"curves\['a'\] has 2 xs and 1 ys"),
        (viz.plot_curves, ({"a": [-1.0]}, "", "", "", True), "log must be False"),
        (viz.plot_points, ([[1.0, 2.0, 3.0]], [0]), r"X must be an array \(n, 2\).*\(1, 3\)"),
        (viz.plot_points, ([[1.0, np.nan]], [0]), "some of its entries are nan"),
        (viz.plot_points, (SQUARE, [[0], [1], [1], [0]]), r"y must have the shape \(4,\).*\(4, 1\)"),
        (viz.plot_regions, ({"a": 1}, SQUARE, [0, 1, 1, 0]), r"models\['a'\] must be a function"),
        (viz.plot_regions, ({"a": one}, SQUARE, [0, 1]), r"y must have the shape \(4,\)"),
        (viz.plot_regions, ({"a": one}, SQUARE, [0, 1, 2, 0]), r"models\['a'\] must map points.*y has 3"),
        (
            viz.plot_surface,
            ({"a": lambda a, b: "x"},),
            r"functions\['a'\] must map two numbers to a number, not to 'x'",
        ),
        (viz.plot_surface, ({"a": max}, (1, -1)), "span must be two numbers, low and high"),
        (viz.plot_surface, ({"a": max}, (0, 1), ("x",)), "labels must be three names"),
        (viz.plot_matrix, ([1.0, 2.0],), r"M must be an array \(r, c\)"),
        (viz.plot_matrix, (np.zeros((3, 30)),), r"M must have at most 24 rows and columns.*\(3, 30\)"),
        (viz.plot_matrix, (np.eye(2), ["a"]), "rows must name 2 rows of M, not 1"),
        (viz.draw_network, ([3],), "layer_sizes must be at least two whole numbers above 0"),
        (viz.draw_network, ([2, 0, 1],), "layer_sizes must be"),
        (viz.draw_network, (3,), "layer_sizes must be"),
    ],
)
def test_a_bad_argument_is_named(plot: Any, arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plot(*arguments)
    assert plt.get_fignums() == []
