"""Plots are SVG that takes its colours from the page, and say in words what they show."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np

from autograder.feedback.page.pictures.answers import SIDE, grid_of
from autograder.feedback.page.pictures.plots import loss_svg, regions_svg

X, Y = np.array([[0.0, 0.0], [0.2, 1.0], [1.0, 0.0], [0.9, 1.0]]), np.array([0, 0, 1, 1])


def points(svg: str, kind: str) -> list[tuple[float, float]]:
    (found,) = re.findall(rf'class="{kind}" points="([^"]+)"', svg)
    return [tuple(map(float, pair.split(","))) for pair in found.split()]


def test_a_loss_within_the_band_is_drawn_within_it():
    svg = loss_svg([1.0, 0.5], [0.9, 0.4], [1.1, 0.6])
    ElementTree.fromstring(svg)
    own, between = points(svg, "own"), points(svg, "band")
    assert between[0][1] < own[0][1] < between[-1][1]
    assert own[0][1] < own[1][1], "a smaller loss is further down"
    assert "goes from 1 to 0.5" in svg


def test_a_loss_that_grows_without_end_stays_in_the_picture():
    svg = loss_svg([1.0, 1e300], [0.9, 0.4], [1.1, 0.6])
    assert all(0 <= y <= 260 for _, y in points(svg, "own"))


def test_a_shorter_training_ends_earlier():
    svg = loss_svg([1.0, 0.5], [0.9, 0.4, 0.3], [1.1, 0.6, 0.5])
    assert points(svg, "own")[-1][0] < max(x for x, _ in points(svg, "band"))


def test_the_boundary_runs_where_both_classes_are_as_likely():
    u, v, grid = grid_of(X)
    svg = regions_svg((grid[:, 0] > 0.55).astype(float).tolist(), (u, v), X, Y, "yours")
    root = ElementTree.fromstring(svg)
    assert "100% of the points" in root.get("aria-label")
    (line,) = [each.get("d") for each in root.iter("path") if each.get("class") == "boundary"]
    across = [float(pair.split()[0]) for pair in line[1:].split("L")]
    wanted = 246 * (0.55 - u[0]) / (u[-1] - u[0])
    assert all(abs(x - wanted) < 246 / SIDE for x in across)


def test_both_classes_have_a_ground_even_where_a_model_is_sure():
    u, v, grid = grid_of(X)
    svg = regions_svg((grid[:, 0] > 0.55).astype(float).tolist(), (u, v), X, Y, "yours")
    fills = re.findall(r'<path class="(first|second)"[^>]* d="([^"]+)"', svg)
    assert {kind for kind, path in fills if len(path) > 20} == {"first", "second"}


def test_a_model_that_says_the_same_everywhere_has_no_boundary():
    u, v, grid = grid_of(X)
    svg = regions_svg([0.7] * len(grid), (u, v), X, Y, "yours")
    assert 'class="boundary"' not in svg
    assert "50% of the points" in svg
