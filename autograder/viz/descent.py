"""Draws gradient descent on a curve, with the learning rate on a slider."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograder.viz.arguments import Floats
from autograder.viz.moving import Moving, moving, picture
from autograder.viz.style import COLOURS, GRID, INK, PAPER

WIDTH, HEIGHT, LEFT, BELOW, ABOVE = 400.0, 300.0, 48.0, 42.0, 12.0
STEP_COLOUR = COLOURS[3]
RATES = tuple(hundredths / 100 for hundredths in range(1, 31))
FAR = 1e4  # pixels: a path that runs away is drawn to here
Function = Callable[[float], float]


def drag_rate(
    loss: Function,
    slope: Function,
    start: float,
    rate: float = 0.1,
    rates: Sequence[float] = RATES,
    steps: int = 8,
    span: tuple[float, float] = (-1.0, 3.0),
    top: float = 10.0,
) -> Moving:
    """`steps` of gradient descent on `loss(w)`, whose derivative is `slope(w)`, from w = `start`: the path follows.

    `rates` are those of the slider, which starts at `rate`. Shown are w over `span` and losses up to `top`, and the
    tangent at the start. Where scripts do not run, the picture stays as it starts. Raises ValueError for a `rate` that
    is not in `rates`, and for a span or a top that leaves nothing to show.
    """
    if rate not in rates:
        raise ValueError(f"rate must be one of rates, not {rate:g}")
    if not span[0] < span[1] or top <= 0:
        raise ValueError(f"span must grow and top be above 0, not {span} and {top:g}")
    place = _place(span, top)
    paths = [_path(slope, start, each, steps) for each in rates]
    drawn = [_drawn_path(place(np.array([[w, loss(w)] for w in path]))) for path in paths]
    says = [f"After {steps} steps: w = {path[-1]:.3g}, loss {loss(path[-1]):.2g}" for path in paths]
    at = list(rates).index(rate)
    curve = np.array([[w, loss(w)] for w in np.linspace(*span, 121)])
    tangent = np.array([[start + d, loss(start) + d * slope(start)] for d in (-0.4, 0.4)])
    svg = _svg(place(curve), place(tangent), drawn[at], span, top)
    text = f"gradient descent from w = {start:g} at a rate of {rate:g}. {says[at]}"
    data = {"svg": svg, "rates": [f"{each:g}" for each in rates], "paths": drawn, "says": says, "start": at}
    return moving("rate", data, picture(svg, text), text)


def _path(slope: Function, start: float, rate: float, steps: int) -> list[float]:
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * slope(path[-1]))
    return path


def _place(span: tuple[float, float], top: float) -> Callable[[Floats], Floats]:
    """What turns weights and losses (n, 2) into pixels, which grow downward."""
    scale = np.array([WIDTH / (span[1] - span[0]), -HEIGHT / top])

    def placed(points: Floats) -> Floats:
        pixels: Floats = np.clip((points - [span[0], 0.0]) * scale + [0.0, HEIGHT], -FAR, FAR)
        return pixels

    return placed


def _line(points: Floats) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _drawn_path(points: Floats) -> str:
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{STEP_COLOUR}"/>' for x, y in points)
    return f'<polyline points="{_line(points)}" stroke="{STEP_COLOUR}" fill="none"/>{dots}'


def _svg(curve: Floats, tangent: Floats, path: str, span: tuple[float, float], top: float) -> str:
    """The curve, its tangent and a path: moving.js fills the group that has a class anew."""
    wide, high = WIDTH + LEFT + 12, HEIGHT + BELOW + ABOVE
    low, up = f"{span[0]:g}".replace("-", "\N{MINUS SIGN}"), f"{span[1]:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-LEFT:g} {-ABOVE:g} {wide:g} {high:g}" width="{wide:g}" '
        f'height="{high:g}" role="img" font-family="sans-serif" font-size="13"><title>steps down a curve</title>'
        f'<rect x="{-LEFT:g}" y="{-ABOVE:g}" width="100%" height="100%" fill="{PAPER}"/>'
        f'<svg width="{WIDTH:g}" height="{HEIGHT:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
        f'<path d="M0 {HEIGHT:g}H{WIDTH:g}" stroke="{GRID}"/>'
        f'<polyline points="{_line(curve)}" stroke="{COLOURS[0]}" stroke-width="2" fill="none"/>'
        f'<polyline points="{_line(tangent)}" stroke="{INK}" stroke-dasharray="5 4" fill="none"/>'
        f'<g class="path">{path}</g></svg>'
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="none" stroke="{INK}"/><g fill="{INK}">'
        f'<text y="{HEIGHT + 16:g}">{low}</text><text x="{WIDTH:g}" y="{HEIGHT + 16:g}" text-anchor="end">{up}</text>'
        f'<text x="{WIDTH / 2:g}" y="{HEIGHT + 32:g}" text-anchor="middle">weight w</text>'
        f'<text x="-6" y="{HEIGHT:g}" text-anchor="end">0</text><text x="-6" y="10" text-anchor="end">{top:g}</text>'
        f'<text x="-28" y="{HEIGHT / 2:g}" text-anchor="middle" transform="rotate(-90 -28 {HEIGHT / 2:g})">loss L'
        f"</text></g></svg>"
    )
