"""Pictures are played in their order, and the last one stays where scripts do not run."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from autograder import viz


def draw(height: int) -> None:
    plt.figure(figsize=(1, 1))
    plt.plot([0, height])


def test_there_is_a_picture_for_each_moment_and_no_figure_is_left() -> None:
    played = viz.play(draw, [1, 5, 9])
    assert repr(played) == "3 pictures, from epoch 1 to epoch 9"
    still, _, script = played.page.partition("<script>")
    (last,) = [part.partition('"')[0] for part in still.split('src="')[1:]]
    frames = [part.partition('"')[0] for part in script.split('"data:image/png')[1:]]
    assert len(set(frames)) == 3
    assert last == f"data:image/png{frames[-1]}"
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("function", "moments", "told"),
    [
        (draw, [], "there are 0"),
        (draw, range(61), "there are 61"),
        (lambda _: None, [1], r"draw\(1\) has made no figure"),
    ],
)
def test_what_cannot_be_played_is_refused(function, moments, told) -> None:
    with pytest.raises(ValueError, match=told):
        viz.play(function, moments)
