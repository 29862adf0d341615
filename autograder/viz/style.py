"""Gives every picture of the course one look.

The colours are those of Okabe and Ito, which the colour-blind tell apart. Every colour comes with a line style and a
marker of its own, so that nothing depends on colour, and the background is opaque, so that a dark page hides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.axes import Axes

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#000000")
LINES: tuple[Any, ...] = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (9, 2)), "-", "--")
MARKERS = ("o", "^", "s", "D", "v", "P", "X")
INK, PAPER, GRID = "#1a1a1a", "#ffffff", "#d9d9d9"

BESIDE: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1.01, 0.5)}  # a legend that covers nothing

STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.facecolor": PAPER,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.prop_cycle": cycler(color=COLOURS) + cycler(linestyle=LINES),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 12,
    "figure.dpi": 110,
    "figure.facecolor": PAPER,
    "figure.figsize": (6.4, 3.6),
    # Fixed margins and a tight box: constrained layout looks no better and takes half as long again to draw.
    "figure.subplot.bottom": 0.16,
    "figure.subplot.hspace": 0.5,
    "figure.subplot.left": 0.08,
    "figure.subplot.right": 0.98,
    "figure.subplot.top": 0.88,
    "figure.subplot.wspace": 0.28,
    "font.size": 11,
    "grid.color": GRID,
    "legend.facecolor": PAPER,
    "legend.fontsize": 10,
    "legend.framealpha": 0.9,
    "lines.linewidth": 2.0,
    "savefig.bbox": "tight",
    "savefig.facecolor": PAPER,
    "savefig.transparent": False,
    "text.color": INK,
    "xtick.color": INK,
    "xtick.labelsize": 10,
    "ytick.color": INK,
    "ytick.labelsize": 10,
}

P = ParamSpec("P")
R = TypeVar("R")


def use_style() -> None:
    """Gives every matplotlib figure that is made from now on the look of the course."""
    mpl.rcParams.update(STYLE)


def styled(plot: Callable[P, R]) -> Callable[P, R]:
    """`plot`, drawn in the course's style whether or not `use_style` was called; if it fails, its figure is closed."""

    @wraps(plot)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        # Not rc_context: it would undo what the first figure of a notebook sets, and no later figure were shown.
        before, settings = plt.get_fignums(), {name: mpl.rcParams[name] for name in STYLE}
        use_style()
        try:
            return plot(*args, **kwargs)
        except BaseException:
            for number in set(plt.get_fignums()) - set(before):
                plt.close(number)
            raise
        finally:
            mpl.rcParams.update(settings)

    return drawn


def panels(titles: Sequence[str], height: float = 3.4, width: float = 0.0, projection: str | None = None) -> list[Axes]:
    """A new figure with titled axes for each of `titles`, at most 4 in a row, each of `height` x `width` inches."""
    count = len(titles)
    columns = count if count <= 4 else 3
    rows = -(-count // columns)
    width = width or (1.3 if columns <= 2 else 1.1) * height
    figure = plt.figure(figsize=(width * columns, height * rows))
    axes = [figure.add_subplot(rows, columns, place + 1, projection=projection) for place in range(count)]
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title)
    return axes
