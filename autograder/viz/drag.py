"""Draws the boundary of one neuron, with its two weights and its bias on sliders."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.viz.arguments import labels, plane_points
from autograder.viz.moving import Moving, moving, picture
from autograder.viz.style import COLOURS, GRID, INK, PAPER

SPAN, UNIT = 4.0, 40.0  # what is shown of each axis, to both sides; pixels for 1
SIDE = 2 * SPAN * UNIT
FAR = 40.0  # beyond every corner of the picture
MARGIN = 26.0


def drag_neuron(X: Any, y: Any, w: tuple[float, float] = (1.0, -1.0), b: float = 0.0) -> Moving:
    """A sigmoid neuron among points X (n, 2) of the labels y (n,), 0 or 1: its boundary and its squared error follow.

    Weights and bias start at w and b, from -4 to 4. Where scripts do not run, the picture stays as it starts. Raises
    ValueError that names X or y if they do not fit, and for weights that are both 0.
    """
    X = plane_points(X)
    y = labels(y, len(X))
    if not set(y.tolist()) <= {0, 1}:
        raise ValueError(f"y must hold the labels 0 and 1 alone, not {sorted(set(y.tolist()))}")
    if not any(w):
        raise ValueError("w must have a weight other than 0, or there is no boundary")
    svg = _drawn(X, y, np.array(w, dtype=float), float(b))
    text = f"a neuron among {len(X)} points: w = ({w[0]:g}, {w[1]:g}), b = {b:g}"
    data = {"svg": svg, "points": X.tolist(), "labels": [int(each) for each in y], "start": [*map(float, w), float(b)]}
    return moving("neuron", data, picture(svg, text), text)


def _drawn(X: Any, y: Any, w: Any, b: float) -> str:
    """The points, and the boundary: moving.js moves the two shapes that have a class. Pixels grow downward."""
    foot, along, side = -b * w / (w @ w), np.array([-w[1], w[0]]) * FAR / np.hypot(*w), w * FAR / np.hypot(*w)
    corners = [foot - along, foot + along, foot + along + side, foot - along + side]
    region = " ".join(f"{u * UNIT:.1f},{-v * UNIT:.1f}" for u, v in corners)
    half = SIDE / 2
    marks = "".join(
        f'<circle cx="{u * UNIT:.1f}" cy="{-v * UNIT:.1f}" r="5" fill="{COLOURS[0]}" stroke="{INK}"/>'
        if label
        else f'<rect x="{u * UNIT - 4.5:.1f}" y="{-v * UNIT - 4.5:.1f}" width="9" height="9" fill="{COLOURS[1]}" '
        f'stroke="{INK}"/>'
        for (u, v), label in zip(X, y, strict=True)
    )
    ends = " ".join(f"{u * UNIT:.1f},{-v * UNIT:.1f}" for u, v in corners[:2])
    edge = half + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-edge:g} {-edge:g} {2 * edge:g} {2 * edge:g}" '
        f'width="{2 * edge:g}" height="{2 * edge:g}" role="img" font-family="sans-serif" font-size="13">'
        f'<title>the boundary of a neuron</title><rect x="{-edge:g}" y="{-edge:g}" width="100%" height="100%" '
        f'fill="{PAPER}"/><svg x="{-half:g}" y="{-half:g}" width="{SIDE:g}" height="{SIDE:g}" '
        f'viewBox="{-half:g} {-half:g} {SIDE:g} {SIDE:g}">'
        f'<polygon class="region" points="{region}" fill="#CFE5F5"/>'
        f'<path d="M{-half:g} 0H{half:g}M0 {-half:g}V{half:g}" stroke="{GRID}"/>'
        f'<polyline class="boundary" points="{ends}" stroke="{INK}" stroke-width="2" fill="none"/>{marks}</svg>'
        f'<rect x="{-half:g}" y="{-half:g}" width="{SIDE:g}" height="{SIDE:g}" fill="none" stroke="{INK}"/>'
        f'<text x="0" y="{half + 18:g}" text-anchor="middle" fill="{INK}">x1, from -4 to 4</text>'
        f'<text x="{-half - 10:g}" y="0" text-anchor="middle" transform="rotate(-90 {-half - 10:g} 0)" '
        f'fill="{INK}">x2, from -4 to 4</text></svg>'
    )
