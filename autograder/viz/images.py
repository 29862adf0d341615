"""Draws small images in a grid: digits, kernels, and the weights of neurons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from autograder.viz.arguments import numbers
from autograder.viz.plots import SIGNED, UNSIGNED
from autograder.viz.style import styled

MOST = 100  # images of one figure


@styled
def plot_images(images: Any, titles: Sequence[str] = (), columns: int = 8, title: str = "") -> list[Axes]:
    """Images (n, height, width) in a grid, from the left and from the top, the first row of each image on top.

    Where some pixel is negative, colours tell the sign and white is 0; otherwise dark is much. One scale serves all
    images. `titles`, one for each, stand above them. Returns the axes. Raises ValueError that names a bad argument.
    """
    images = numbers(images, "images", 3, "an array (n, height, width) of numbers")
    if len(images) > MOST:
        raise ValueError(f"images must be at most {MOST} to be legible, not {len(images)}")
    if len(titles) not in (0, len(images)):
        raise ValueError(f"titles must be one for each of {len(images)} images, not {len(titles)}")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    figure = plt.figure(figsize=(1.15 * columns, (1.4 if titles else 1.15) * rows + (0.4 if title else 0.0)))
    limit = float(np.abs(images).max()) or 1.0
    signed = bool((images < 0).any())
    axes = []
    for place, image in enumerate(images):
        ax = figure.add_subplot(rows, columns, place + 1)
        ax.imshow(image, cmap=SIGNED if signed else UNSIGNED, vmin=-limit if signed else 0.0, vmax=limit)
        ax.set_title(titles[place] if titles else "", fontsize=9)
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        axes.append(ax)
    if title:
        figure.suptitle(title)
    return axes
