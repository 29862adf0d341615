"""Plots show what they were given, in panels that do not overlap."""

from __future__ import annotations

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from autograder import viz

SQUARE = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def test_panels_do_not_overlap() -> None:
    surfaces = {"small": lambda a, b: 1e-5 * a * b, "large": lambda a, b: 1e5 * a - b, "third": max}
    functions = {"sine": lambda x: -12345.6 * np.sin(x), "line": lambda x: x}
    for axes in (
        viz.plot_surface(surfaces),
        viz.plot_functions(functions, [1.0, 2.0, 3.0], functions, title="a title of some length"),
        viz.plot_regions(dict.fromkeys("abcde", one), np.multiply(SQUARE, 1000), list("abba"), resolution=20),
    ):
        renderer = FigureCanvasAgg(axes[0].figure).get_renderer()
        boxes = [ax.get_tightbbox(renderer) for ax in axes]
        for a, b in combinations(boxes, 2):
            assert a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 or b.y1 <= a.y0


def test_functions_and_their_derivatives_stand_side_by_side_in_the_same_colours() -> None:
    x = np.linspace(-1, 1, 5)
    left, right = viz.plot_functions({"cube": lambda x: x**3, "sine": np.sin}, x, {"sine": np.cos}, title="two")
    assert [line.get_label() for line in left.get_lines()] == ["cube", "sine"]
    (cosine,) = right.get_lines()
    assert cosine.get_ydata() == pytest.approx(np.cos(x))
    assert cosine.get_color() == left.get_lines()[1].get_color() != left.get_lines()[0].get_color()


def test_curves_count_from_zero_or_take_pairs() -> None:
    first, second = viz.plot_curves({"a": [5.0, 4.0], "b": ([10, 20, 30], [3.0, 2.0, 1.0])}).get_lines()
    assert (list(first.get_xdata()), list(first.get_ydata())) == ([0, 1], [5, 4])
    assert (list(second.get_xdata()), list(second.get_ydata())) == ([10, 20, 30], [3, 2, 1])


def test_curves_that_explode_leave_a_gap() -> None:
    ax = viz.plot_curves({"a": [1.0, np.inf, np.nan, 0.0, 2.0]}, log=True)
    assert np.isnan(ax.get_lines()[0].get_ydata()).tolist() == [False, True, True, True, False]
    assert ax.get_yscale() == "log"


def test_curves_are_drawn_on_given_axes() -> None:
    _, ax = plt.subplots()
    assert viz.plot_curves({"a": [1.0]}, ax=ax) is ax
    assert len(plt.get_fignums()) == 1


def test_each_class_of_points_has_its_own_marker() -> None:
    X = np.array([*SQUARE, [0.5, 0.5]])
    groups = viz.plot_points(X, ["yes", "no", "no", "yes", "perhaps"]).collections
    assert [group.get_label() for group in groups] == ["no", "perhaps", "yes"]
    assert [len(group.get_offsets()) for group in groups] == [2, 1, 2]
    assert len({group.get_paths()[0].vertices.tobytes() for group in groups}) == 3


def test_a_surface_has_the_function_s_heights() -> None:
    (ax,) = viz.plot_surface({"plane": lambda a, b: 2 * a + b}, span=(-1, 1), labels=("u", "v", "w"))
    assert ax.get_zlim()[0] <= -3
    assert ax.get_zlim()[1] >= 3
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_zlabel()) == ("u", "v", "w")


def test_a_matrix_has_its_numbers_written_in() -> None:
    ax = viz.plot_matrix([[12, 0], [3, 45]], rows=["cat", "dog"], columns=["cat", "dog"], title="counts")
    assert [text.get_text() for text in ax.texts] == ["12", "0", "3", "45"]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["cat", "dog"]
    assert [text.get_text() for text in viz.plot_matrix([[0.25, -0.001, 0.0]]).texts] == ["0.25", "-0.001", "0.00"]


def one(X: np.ndarray) -> np.ndarray:
    """A model of the plane."""
    return np.ones(len(X))


def test_matrices_that_are_compared_stand_side_by_side() -> None:
    figure, axes = plt.subplots(1, 2)
    for ax, title in zip(axes, ("before", "after"), strict=True):
        assert viz.plot_matrix([[1, 2], [3, 4]], title=title, ax=ax) is ax
    assert [ax.get_title() for ax in axes] == ["before", "after"]
    assert plt.get_fignums() == [figure.number]
