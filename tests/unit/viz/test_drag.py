"""A neuron to drag shows its boundary where scripts do not run, and refuses what it cannot draw."""

from __future__ import annotations

import re

import pytest

from autograder import viz


def test_the_boundary_is_where_the_sum_is_0() -> None:
    page = viz.drag_neuron([[0, 1]], [1], w=(1.0, 0.0), b=-2.0).page
    (points,) = set(re.findall(r'class=\\"boundary\\" points=\\"([^\\]*)\\"', page))
    assert [float(pair.split(",")[0]) for pair in points.split()] == [80.0, 80.0]  # x1 = 2, at 40 pixels for 1


def test_a_page_without_scripts_has_the_picture() -> None:
    page = viz.drag_neuron([[0, 1]], [1]).page
    assert page.index('<img src="data:image/svg+xml;base64,') < page.index("<script>")


@pytest.mark.parametrize(
    ("X", "y", "w", "told"),
    [
        ([[0, 1, 2]], [1], (1.0, 0.0), "X must be"),
        ([[0, 1]], [2], (1.0, 0.0), "y must"),
        ([[0, 1]], [1], (0.0, 0.0), "w must"),
    ],
)
def test_what_cannot_be_drawn_is_refused(X, y, w, told) -> None:
    with pytest.raises(ValueError, match=told):
        viz.drag_neuron(X, y, w)
