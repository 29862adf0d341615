"""A field to draw in says whom it asks; its ink becomes an array, and what a function says of it a text."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import viz
from autograder.viz import drawing

FULL = "f" * 256


def first_row_full(dots: np.ndarray) -> str:
    return f"{dots.sum()} of {dots.size}"


def test_ink_is_read_line_by_line_from_the_left():
    dots = viz.bitmap("80000001" + "0" * 240 + "c0000000")
    assert dots.shape == (32, 32)
    assert np.argwhere(dots).tolist() == [[0, 0], [0, 31], [31, 0], [31, 1]]


@pytest.mark.parametrize("drawn", ["", "f" * 255, "g" * 256, "F" * 256, FULL + "\n"])
def test_what_no_field_has_written_is_refused(drawn: str):
    with pytest.raises(ValueError, match="256 digits"):
        viz.bitmap(drawn)


def test_a_function_may_answer_with_a_text():
    assert repr(viz.answer_to(first_row_full, FULL)) == "1024 of 1024"


def test_of_probabilities_the_likeliest_class_is_named_and_marked():
    said = repr(viz.answer_to(lambda dots: [0.1, 0.2, 0.7], FULL)).splitlines()
    assert said[0] == "This is a 2, with probability 0.700."
    assert [line.split()[-1] for line in said[2:]] == ["0.100", "0.200", "<-"]


def test_a_field_names_its_function_and_no_kernel_where_no_server_has_started_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    page = viz.draw_digit(first_row_full)._repr_html_()
    assert 'data-kernel="" data-function="first_row_full"' in page
    assert "http" not in page.replace("https:", "")  # nothing is loaded from elsewhere
    assert "opened as a notebook" in repr(viz.draw_digit(first_row_full))


def test_a_field_names_the_kernel_that_a_server_has_started(monkeypatch: pytest.MonkeyPatch):
    ipykernel = pytest.importorskip("ipykernel.connect")
    monkeypatch.setenv("JPY_SESSION_NAME", "a.ipynb")
    monkeypatch.setattr(ipykernel, "get_connection_file", lambda: "/run/kernel-0a-1b.json")
    assert 'data-kernel="0a-1b"' in viz.draw_digit(first_row_full)._repr_html_()
    monkeypatch.setattr(ipykernel, "get_connection_file", lambda: "/run/other.json")
    assert 'data-kernel=""' in viz.draw_digit(first_row_full)._repr_html_()


def test_a_function_without_a_name_is_refused():
    with pytest.raises(ValueError, match="by name"):
        drawing.draw_digit(lambda dots: "")
