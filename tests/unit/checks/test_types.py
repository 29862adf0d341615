"""Data of the type that a probe announces is kept; data of another type is named, and where it is."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks.types import Mistyped, of_type


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (True, bool),
        (3, int),
        ("a", str),
        (None, None),
        ([1.0, 2.0], list[float]),
        ({"a": [True]}, dict[str, list[bool]]),
        ({1: 2.0}, dict[int, float]),
        (None, float | None),
    ],
)
def test_data_of_the_announced_type_is_kept(value, wanted):
    assert of_type(value, wanted) == value


def test_an_integer_becomes_the_float_that_is_wanted():
    assert [type(item) for item in of_type([3, [1, 2.5]], tuple[float, list[float]])[1]] == [float, float]


def test_a_list_becomes_the_tuple_that_is_wanted():
    assert of_type([1.0, [2.0]], tuple[float, list[float]]) == (1.0, [2.0])


def test_nan_is_a_float():
    assert np.isnan(of_type(float("nan"), float))


def test_an_array_inside_other_data_is_kept():
    array = np.arange(3)
    assert of_type([array, 1], tuple[np.ndarray, int])[0] is array


@pytest.mark.parametrize(
    ("value", "wanted", "message"),
    [
        pytest.param(True, float, "`float`, got `bool`", id="bool for float"),
        pytest.param(True, int, "`int`, got `bool`", id="bool for int"),
        pytest.param(1, bool, "`bool`, got `int`", id="int for bool"),
        pytest.param("1.5", float, "`float`, got `str`", id="text for float"),
        pytest.param("1", int, "`int`, got `str`", id="text for int"),
        pytest.param(1, str, "`str`, got `int`", id="int for text"),
        pytest.param(1.0, int, "`int`, got `float`", id="float for int"),
        pytest.param(None, float, "`float`, got `null`", id="None for float"),
        pytest.param(1.0, None, "`null`, got `float`", id="float for None"),
        pytest.param(np.zeros(2), list[float], "`array`, got `numpy.ndarray`", id="array for list"),
        pytest.param(np.array(1.0), float, "`float`, got `numpy.ndarray`", id="0-d array for float"),
        pytest.param([1.0], np.ndarray, "an array, got `list`", id="list for array"),
        pytest.param("ab", list[str], "got `str`", id="text for list"),
        pytest.param([1.0], tuple[float, float], "length 2, got 1", id="tuple too short"),
        pytest.param([1.0] * 3, tuple[float, float], "length 2, got 3", id="tuple too long"),
    ],
)
def test_data_of_another_type_is_refused_in_words(value, wanted, message):
    with pytest.raises(Mistyped, match=message):
        of_type(value, wanted)


@pytest.mark.parametrize(
    ("value", "wanted", "place"),
    [
        ([1.0, True], list[float], r"\$\[1\]"),
        ([1.0, [2.0, "x"]], tuple[float, list[float]], r"\$\[1\]\[1\]"),
        ([[1.0], 2.0], tuple[np.ndarray, float], r"\$\[0\]"),
        ({1: 2.0}, dict[str, float], r"`key` in `\$`"),
        ({"a": True}, dict[str, float], r"\$\[\.\.\.\]"),
    ],
)
def test_a_refusal_names_the_part_that_does_not_fit(value, wanted, place):
    with pytest.raises(Mistyped, match=place):
        of_type(value, wanted)
