"""What is said of a value: all its digits, and no more of it than is read."""

from __future__ import annotations

import pytest

from autograder.checks.show import show


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
