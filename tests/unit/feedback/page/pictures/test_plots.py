"""Plots are SVG that takes its colours from the page, and say in words what they show."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

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


def test_both_axes_of_a_loss_end_where_the_picture_does():
    """The greatest loss that is shown is 8 % below the top; one beyond two and a half of the band's is cut off."""
    svg = loss_svg([100.0, 1.0, 0.0], [2.0, 1.0, 0.5], [4.0, 2.0, 1.0])
    assert points(svg, "own") == [(42.0, 10.0), (180.0, 196.9), (318.0, 216.0)]
    assert points(svg, "band")[0] == (42.0, 139.7)
    assert points(svg, "band")[2:4] == [(318.0, 196.9), (318.0, 206.5)]
    within = loss_svg([5.0, 1.0], [2.0, 1.0], [4.0, 2.0])
    assert points(within, "own")[0] == (42.0, 25.3)
    assert "Correct solutions end between 1 and 2." in within


def test_the_axis_of_a_loss_has_its_half_and_its_most():
    svg = loss_svg([4.0, 1.0], [2.0, 1.0], [4.0, 2.0])
    texts = re.findall(r">([^<]+)</text>", svg)
    assert texts == ["0", "2", "4", "first epoch", "last epoch"]
    lines = [(y1, y2) for y1, y2 in re.findall(r'class="axis" [^>]*y1="([^"]+)" y2="([^"]+)"', svg)]
    assert lines == [("216.0", "216.0"), ("120.6", "120.6"), ("25.3", "25.3")]
    assert points(svg, "own")[0][1] == 25.3, "the most is at its own line"


def test_the_surer_a_model_the_stronger_its_ground():
    u, v, grid = grid_of(X)
    ramp = (grid[:, 0] - u[0]) / (u[-1] - u[0])
    svg = regions_svg(ramp.tolist(), (u, v), X, Y, "yours")
    fills = re.findall(r'<path class="(first|second)" fill-opacity="([^"]+)"[^>]* d="([^"]+)"', svg)
    strengths = ["0.45", "0.35", "0.24", "0.13"]
    wanted = [("first", each) for each in strengths] + [("second", each) for each in reversed(strengths)]
    assert [(kind, strength) for kind, strength, _ in fills] == wanted
    across = [[float(pair.split()[0]) for pair in path[1:-1].split("L")] for *_, path in fills]
    assert [min(each) for each in across] == pytest.approx([246 * n / 8 for n in range(8)], abs=0.1)
    assert [max(each) for each in across] == pytest.approx([246 * n / 8 for n in range(1, 9)], abs=0.1)


@pytest.mark.parametrize(("chance", "kind", "right"), [(0.0, "first", "50%"), (1.0, "second", "50%")])
def test_a_model_that_is_sure_everywhere_has_one_ground_from_edge_to_edge(chance, kind, right):
    u, v, grid = grid_of(X)
    svg = regions_svg([chance] * len(grid), (u, v), X, Y, "yours")
    ((found, path),) = re.findall(r'<path class="(first|second)"[^>]* d="([^"]+)"', svg)
    corners = {pair for pair in re.split("[MLZ]", path) if pair}
    assert found == kind
    assert {"0.0 0.0", "0.0 246.0", "246.0 0.0", "246.0 246.0"} <= corners
    assert f"{right} of the points" in svg


def test_points_stand_at_their_place_and_each_class_has_a_shape():
    u, v, grid = grid_of(X)
    svg = regions_svg([0.7] * len(grid), (u, v), X, Y, "yours")
    left, right = 246 * 0.12 / 1.24, 246 * 1.12 / 1.24
    circles = re.findall(r'class="dot first" cx="([^"]+)" cy="([^"]+)"', svg)
    squares = re.findall(r'class="dot second" x="([^"]+)" y="([^"]+)"', svg)
    assert circles == [(f"{left:.1f}", f"{right:.1f}"), (f"{246 * 0.32 / 1.24:.1f}", f"{left:.1f}")]
    assert squares == [(f"{right - 3.2:.1f}",) * 2, (f"{246 * 1.02 / 1.24 - 3.2:.1f}", f"{left - 3.2:.1f}")]


def test_points_are_held_against_the_ground_where_they_stand():
    u, v, grid = grid_of(X)
    for axis, wanted in ((0, "100%"), (1, "50%")):
        chances = (grid[:, axis] > 0.5).astype(float).tolist()
        assert f"{wanted} of the points" in regions_svg(chances, (u, v), X, Y, "yours")


def test_points_of_one_class_are_drawn_too():
    u, v, grid = grid_of(X)
    svg = regions_svg([0.7] * len(grid), (u, v), X, np.ones(4), "yours")
    assert "100% of the points" in svg
    assert svg.count('class="dot second"') == 4
