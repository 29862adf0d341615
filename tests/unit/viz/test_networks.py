"""A network is drawn with its sizes."""

from __future__ import annotations

from autograder import viz


def test_a_network_shows_its_sizes_and_dots_for_what_is_left_out() -> None:
    ax = viz.draw_network([2, 100, 1])
    assert [text.get_text() for text in ax.texts] == ["2 inputs", "⋮", "100 hidden neurons", "1 output"]
    assert len(ax.get_lines()) == 2 + 8 + 1
    assert [len(lines.get_segments()) for lines in ax.collections] == [2 * 8, 8 * 1]
