"""Nodes stand in layers, and lines run between the boxes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from autograder.viz.layout import arrange, layers


@pytest.mark.parametrize("seed", range(3))
def test_no_line_runs_through_a_box(seed: int) -> None:
    rng = np.random.default_rng(seed)
    operands = [sorted(rng.integers(k, size=min(k, 2)).tolist()) if k else [] for k in range(30)]
    sizes = [(float(rng.integers(40, 120)), float(rng.integers(30, 70))) for _ in operands]
    layout = arrange(operands, sizes, gap=50.0)
    boxes = [(x, y - h / 2, x + w, y + h / 2) for (x, y), (w, h) in zip(layout.places, sizes, strict=True)]
    straight = [step for node in layout.routes for route in node for step in list(pairwise(route))[1:-1:2]]
    assert straight  # some line does cross a layer
    for (a, y), (c, _) in straight:
        assert not any(left < c and a < right and top < y < bottom for left, top, right, bottom in boxes)


def test_operands_stand_left_of_results_and_leaves_where_they_are_needed() -> None:
    assert layers([[], [0], [1], [], [2, 3]]) == [0, 1, 2, 2, 3]
