"""Images are drawn in a grid, all on one scale."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import viz


def test_images_stand_in_rows_on_one_scale() -> None:
    axes = viz.plot_images(np.arange(12.0).reshape(3, 2, 2), titles=["a", "b", "c"], columns=2, title="all")
    assert [ax.get_title() for ax in axes] == ["a", "b", "c"]
    assert [ax.images[0].get_clim() for ax in axes] == [(0.0, 11.0)] * 3
    assert axes[2].get_position().y1 < axes[0].get_position().y0
    assert axes[1].images[0].get_array().tolist() == [[4.0, 5.0], [6.0, 7.0]]


def test_where_something_is_negative_0_is_in_the_middle() -> None:
    (ax,) = viz.plot_images([[[1.0, -3.0]]])
    assert ax.images[0].get_clim() == (-3.0, 3.0)


@pytest.mark.parametrize(
    ("images", "titles", "said"),
    [
        (np.ones((2, 2)), (), "its shape is"),
        (np.ones((101, 1, 1)), (), "at most 100"),
        (np.ones((2, 1, 1)), "a", "titles must be one"),
    ],
)
def test_what_cannot_be_drawn_is_named(images: np.ndarray, titles: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        viz.plot_images(images, titles)
