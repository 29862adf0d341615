"""Figures are legible in greyscale and on paper, and leave matplotlib's settings as they were."""

from __future__ import annotations

import io
from itertools import combinations
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from autograder import viz


def lightness(colour: str) -> float:
    """CIE L* of a colour, 0 (black) to 100 (white): what is left of it in greyscale."""
    rgb = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(116 * np.cbrt(linear @ [0.2126, 0.7152, 0.0722]) - 16)


def test_colours_differ_in_greyscale() -> None:
    first = [lightness(colour) for colour in viz.COLOURS[:3]]
    assert min(abs(a - b) for a, b in combinations(first, 2)) > 10
    assert max(lightness(colour) for colour in viz.COLOURS) < 75  # dark enough for white paper


def test_no_two_curves_share_colour_line_and_marker() -> None:
    lines = viz.plot_curves({str(k): [1.0, 2.0, 3.0] for k in range(len(viz.COLOURS))}).get_lines()
    for looks in ([line.get_color() for line in lines], [line.get_marker() for line in lines]):
        assert len(set(looks)) == len(lines)
    styles = [(str(line._dash_pattern), line.get_marker()) for line in lines]
    assert len(set(styles)) == len(lines)


def test_figures_have_an_opaque_light_background_with_or_without_use_style() -> None:
    with mpl.rc_context({"figure.facecolor": "none", "savefig.transparent": True}):
        ax = viz.plot_curves({"cost": [3.0, 2.0]})
        viz.use_style()
        for figure in (ax.figure, plt.figure()):
            assert figure.get_facecolor() == (1.0, 1.0, 1.0, 1.0)  # what notebooks use
            png = io.BytesIO()
            figure.savefig(png)
            png.seek(0)
            assert plt.imread(png)[0, 0].tolist() == [1.0, 1.0, 1.0, 1.0]


def test_a_plot_leaves_settings_as_they_were_but_for_those_of_the_first_figure_of_a_notebook() -> None:
    with mpl.rc_context({"lines.linewidth": 5.0, "interactive": False}):
        viz.plot_curves({"as a notebook does": [1.0]}, ax=Shower(plt.figure()))
        assert mpl.rcParams["interactive"]
        assert mpl.rcParams["lines.linewidth"] == 5.0


class Shower(mpl.axes.Axes):
    """Axes on which a plot switches interactive mode on, as the first figure of a notebook does."""

    def __init__(self, figure: Any) -> None:
        super().__init__(figure, [0.1, 0.1, 0.8, 0.8])

    def plot(self, *args: Any, **kwargs: Any) -> Any:
        assert mpl.rcParams["lines.linewidth"] == 2.0  # the style is on
        mpl.interactive(True)
        return super().plot(*args, **kwargs)
