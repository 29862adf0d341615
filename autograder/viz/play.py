"""Plays pictures one after the other, such as a boundary while a network learns."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib.pyplot as plt

from autograder.viz.moving import Moving, moving
from autograder.viz.style import styled

DOTS_PER_INCH = 65  # a dozen frames are then about 200 kB
MOST = 60


def play(draw: Callable[[Any], Any], moments: Sequence[Any], name: str = "epoch") -> Moving:
    """A player of one picture for each of `moments`: whatever `draw(moment)` leaves in matplotlib's current figure.

    A button, a slider and the arrow keys move it; `name` says what a moment is. Where scripts do not run, the last one
    is shown. Raises ValueError without moments or for more than 60, and for a `draw` that draws nothing.
    """
    if not 0 < len(moments) <= MOST:
        raise ValueError(f"moments must be from 1 to {MOST} of them; there are {len(moments)}")
    frames = [frame(draw, moment) for moment in moments]
    names = [f"{name} {moment}" for moment in moments]
    text = f"{len(frames)} pictures, from {names[0]} to {names[-1]}"
    still = f'<img src="{frames[-1]}" alt="{html.escape(names[-1])}" style="max-width:100%">'
    return moving("play", {"frames": frames, "names": names}, still, text)


@styled
def frame(draw: Callable[[Any], Any], moment: Any) -> str:
    """What is drawn for one moment, as an image that a page can hold. Raises ValueError if nothing is."""
    before = set(plt.get_fignums())
    draw(moment)
    made = set(plt.get_fignums()) - before
    if not made:
        raise ValueError(f"draw({moment!r}) has made no figure")
    held = io.BytesIO()
    plt.figure(max(made)).savefig(held, format="png", dpi=DOTS_PER_INCH)
    for number in made:
        plt.close(number)
    return f"data:image/png;base64,{base64.b64encode(held.getvalue()).decode()}"
