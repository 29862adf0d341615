"""What is said of a value: all its digits, and no more of it than is read."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks.show import SHOWN_CHARACTERS, SHOWN_ITEMS, show


def test_a_long_list_says_how_long_it_is():
    assert show(list(range(100))) == "[0, 1, 2, 3, 4, 5, 6, 7, … 100 items]"


@pytest.mark.parametrize(
    "value",
    [[], (), {}, (1,), (1, "a"), [[1.5, None], {"a": (True, [])}], {"a": 1, 2: {"b": []}}, "text\n", [float("nan")]],
)
def test_short_data_is_shown_as_python_writes_it(value):
    assert show(value) == repr(value)


def test_no_text_is_longer_than_its_limit():
    long = [["x" * 300] * 8] * 8
    assert len(show(long)) == 401
    assert len(show([long] * 9)) == 3201


def test_a_float_is_shown_with_all_its_digits():
    assert show(0.1 + 0.2) == "0.30000000000000004"


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.array([1.0, 2.5]), "[1. , 2.5], shape (2,)"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2],\n [3, 4]], shape (2, 2)"),
        (np.array(2.5), "2.5"),
        (np.array([2.5]), "[2.5]"),
        (np.zeros((0, 3)), "[]"),
        ([np.array([[1, 2], [3, 4]]), 5], "[array([[1, 2], [3, 4]]), 5]"),
        ({"w": np.array([0.5])}, "{'w': array([0.5])}"),
    ],
    ids=repr,
)
def test_an_array_is_shown_with_its_rows_and_its_shape_if_that_says_something(array, text):
    assert show(array) == text


@pytest.mark.parametrize("inside", [False, True])
def test_of_a_long_array_both_ends_are_shown(inside):
    def shown(size: int) -> str:
        array = np.arange(size)
        return show([array] if inside else array)

    assert "..." not in shown(2 * SHOWN_ITEMS)
    assert "0, 1, 2, ..., 14, 15, 16" in " ".join(shown(2 * SHOWN_ITEMS + 1).split())


def test_a_wide_array_inside_of_data_stays_on_its_line():
    assert "\n" not in show([np.full(16, 1.23456789)])


def test_the_last_item_that_fits_is_shown_and_no_more():
    assert show([1] * SHOWN_ITEMS) == repr([1] * SHOWN_ITEMS)
    assert show((1,) * (SHOWN_ITEMS + 1)).endswith(f", … {SHOWN_ITEMS + 1} items]")
    fits = "x" * (SHOWN_CHARACTERS - 2)
    assert show(fits) == repr(fits)
    assert show(fits + "x") == repr(fits + "x")[:-1] + "…"


def test_a_number_of_numpys_is_shown_as_a_number():
    assert show([np.float64(0.1), np.int64(3), np.bool_(True)]) == "[0.1, 3, True]"
