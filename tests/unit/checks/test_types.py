"""Data of the type that a probe announces is kept; data of another type is named, and where it is."""

from __future__ import annotations

from typing import Literal

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
        pytest.param(True, float, "it should be a number, and is True or False", id="bool for float"),
        pytest.param(True, int, "a whole number, and is True or False", id="bool for int"),
        pytest.param(1, bool, "True or False, and is a whole number", id="int for bool"),
        pytest.param("1.5", float, "a number, and is text", id="text for float"),
        pytest.param("1", int, "a whole number, and is text", id="text for int"),
        pytest.param(1, str, "text, and is a whole number", id="int for text"),
        pytest.param(1.0, int, "a whole number, and is a number", id="float for int"),
        pytest.param(None, float, "a number, and is None. Is a `return` missing", id="None for float"),
        pytest.param(1.0, None, "None, and is a number", id="float for None"),
        pytest.param(np.zeros(2), list[float], r"a list, and is an array of shape \(2,\)", id="array for list"),
        pytest.param(np.array(1.0), float, r"a number, and is an array of shape \(\)", id="0-d array for float"),
        pytest.param([1.0], np.ndarray, "an array, and is a list", id="list for array"),
        pytest.param(None, np.ndarray, "an array, and is None. Is a `return` missing", id="None for array"),
        pytest.param([None], list[np.ndarray], "an array, and is None. Is a `return` missing", id="None in a list"),
        pytest.param("ab", list[str], "and is text", id="text for list"),
        pytest.param([1.0], tuple[float, float], "should have 2 items, and has 1", id="tuple too short"),
        pytest.param([1.0] * 3, tuple[float, float], "should have 2 items, and has 3", id="tuple too long"),
    ],
)
def test_data_of_another_type_is_refused_in_words(value, wanted, message):
    with pytest.raises(Mistyped, match=message):
        of_type(value, wanted)


@pytest.mark.parametrize(
    ("value", "wanted", "place"),
    [
        ([1.0, True], list[float], r"the entry \[1\] should"),
        ([1.0, [2.0, "x"]], tuple[float, list[float]], r"the entry \[1\]\[1\] should"),
        ([[1.0], 2.0], tuple[np.ndarray, float], r"the entry \[0\] should"),
        ({1: 2.0}, dict[str, float], "an entry should"),
        ({"a": True}, dict[str, float], "an entry should"),
    ],
)
def test_a_refusal_names_the_part_that_does_not_fit(value, wanted, place):
    with pytest.raises(Mistyped, match=place):
        of_type(value, wanted)


def test_what_has_no_words_for_students_is_told_as_it_is_said():
    with pytest.raises(Mistyped, match="'b'"):
        of_type("b", Literal["a"])


@pytest.mark.parametrize(
    ("value", "wanted", "told"),
    [
        ([np.zeros((2, 3))], list[float], r"the entry \[0\] should be a number, and is an array of shape \(2, 3\)"),
        ([[0.0, np.zeros(2)]], list[list[float]], r"the entry \[0\]\[1\] .* an array of shape \(2,\)"),
        ({"a": np.zeros(2)}, dict[str, float], "an entry should be a number, and is an array$"),
        ([{"a": np.zeros(2)}], list[dict[str, float]], "should be a number, and is an array$"),
        ([1.0], list[np.ndarray], r"the entry \[0\] should be an array, and is a number$"),
    ],
    ids=repr,
)
def test_an_array_in_the_wrong_place_is_told_with_its_shape_where_it_can_be_found(value, wanted, told):
    with pytest.raises(Mistyped, match=told):
        of_type(value, wanted)


def test_only_of_none_a_return_is_asked_for():
    for value in (1.0, "text", [1.0]):
        with pytest.raises(Mistyped) as caught:
            of_type(value, bool)
        assert "return" not in str(caught.value)
