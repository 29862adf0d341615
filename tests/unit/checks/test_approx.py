"""`approx` accepts what is right and names a mistake where the numbers show it; the gradient checker is checked."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from autograder.checks.approx import approx
from autograder.checks.details import plain_text

NAN, INF = math.nan, math.inf


def explained(observed: object, expected: object, **options: object) -> str:
    """What `approx` says of a difference that there must be."""
    wanted = approx(expected, **options)
    assert observed != wanted
    return plain_text(wanted.details)


def mistake(observed: object, expected: object, **options: object) -> str | None:
    """The mistake that `approx` names, or None."""
    return said("likely", explained(observed, expected, **options))


def differs(observed: object, expected: object, **options: object) -> str:
    """Where the two differ, in the words of `approx`."""
    return said("differs", explained(observed, expected, **options)) or ""


def said(label: str, text: str) -> str | None:
    """The text of one line."""
    return next((line.removeprefix(label).strip() for line in text.splitlines() if line.startswith(label)), None)


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (1.0, 1.0),
        (1, 1.0),
        (1.0, 1),
        (0.0, -0.0),
        (INF, INF),
        (-INF, -INF),
        (True, True),
        (None, None),
        ("a", "a"),
        ([], []),
        ([1.0, [2.0, None]], [1.0, [2.0, None]]),
        ((1.0, 2.0), [1.0, 2.0]),
        ({"a": 1.0, 2: ["b"]}, {2: ["b"], "a": 1.0}),
        (np.array([1.0, 2.0]), np.array([1.0, 2.0])),
        (np.array([1, 2]), np.array([1.0, 2.0])),
        (np.array(1.0), np.array(1.0)),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.array([True, False]), np.array([True, False])),
        (np.array([INF, -INF]), np.array([INF, -INF])),
        (1.0, np.float64(1.0)),
        ({"w": [np.ones(2)]}, {"w": [np.ones(2)]}),
        (1e308, 1e308),
        (2**63 - 1, 2**63 - 1),
    ],
    ids=repr,
)
def test_equal_data_is_accepted(observed, expected):
    assert observed == approx(expected)


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (1.0 + 1e-6, 1.0),
        (NAN, NAN),
        (NAN, 1.0),
        (1.0, NAN),
        (NAN, INF),
        ([1.0, NAN], [1.0, NAN]),
        (np.array([NAN]), np.array([NAN])),
        (INF, -INF),
        (INF, 1e308),
        (1e308, INF),
        (True, 1),
        (1, True),
        (1.0, True),
        (False, 0.0),
        (True, False),
        (None, 0.0),
        (0.0, None),
        ("1", 1),
        (1, "1"),
        ("a", "b"),
        (1e308, -1e308),
    ],
    ids=repr,
)
def test_different_values_are_refused(observed, expected):
    assert observed != approx(expected)


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        pytest.param(1.0, [1.0], id="number for list"),
        pytest.param([1.0], 1.0, id="list for number"),
        pytest.param([1.0, 1.0], [1.0], id="list too long"),
        pytest.param([], [1.0], id="list too short"),
        pytest.param([[1.0]], [1.0], id="list too deep"),
        pytest.param([1.0], np.array([1.0]), id="list for array"),
        pytest.param(np.array([1.0]), [1.0], id="array for list"),
        pytest.param(np.array(1.0), 1.0, id="0-d array for number"),
        pytest.param(1.0, np.array(1.0), id="number for 0-d array"),
        pytest.param({"a": 1.0}, {"b": 1.0}, id="another key"),
        pytest.param({"a": 1.0, "b": 2.0}, {"a": 1.0}, id="a key too many"),
        pytest.param({}, {"a": 1.0}, id="a key too few"),
        pytest.param([("a", 1.0)], {"a": 1.0}, id="list for dict"),
        pytest.param(np.array([1, 0]), np.array([True, False]), id="numbers for bools"),
        pytest.param(np.array([True, False]), np.array([1.0, 0.0]), id="bools for numbers"),
    ],
)
def test_another_structure_is_refused(observed, expected):
    assert observed != approx(expected)


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [((1,), (3,)), ((), (3,)), ((3, 1), (3,)), ((1, 3), (3,)), ((3, 1), (1, 3)), ((3,), (3, 3)), ((0,), (0, 1))],
)
def test_shapes_that_numpy_would_broadcast_are_refused(shape, wanted):
    assert f"shape {shape} in place of {wanted}" in explained(np.ones(shape), np.ones(wanted))


def test_an_array_on_the_left_is_compared_as_a_whole():
    assert (np.array([1.0, 5.0]) == approx(np.array([1.0, 2.0]))) is False


@pytest.mark.parametrize(
    ("observed", "options", "accepted"),
    [
        (100.1, {"rel": 1e-3}, True),
        (100.2, {"rel": 1e-3}, False),
        (99.9, {"rel": 1e-3}, True),
        (99.8, {"rel": 1e-3}, False),
        (100.5, {"rel": 0.0, "abs": 0.5}, True),
        (100.5000001, {"rel": 0.0, "abs": 0.5}, False),
        (100.1499, {"rel": 1e-3, "abs": 0.05}, True),
        (100.0, {"rel": 0.0}, True),
        (np.nextafter(100.0, 101.0).item(), {"rel": 0.0}, False),
    ],
)
def test_the_tolerance_is_relative_plus_absolute(observed, options, accepted):
    assert (observed == approx(100.0, **options)) is accepted


def test_the_relative_tolerance_is_of_the_expected_value_not_the_observed():
    assert [approx(1.0, rel=0.6) == 2.0, approx(2.0, rel=0.6) == 1.0] == [False, True]


def test_zero_has_no_relative_tolerance():
    assert approx(0.0, rel=1.0) != 1e-300


@pytest.mark.parametrize("tolerance", [{"rel": NAN}, {"abs": NAN}, {"rel": INF}])
def test_a_tolerance_that_is_no_number_accepts_nothing(tolerance):
    assert approx([0.0, 2.0], **tolerance) != [0.5, 1.0]


def test_one_wrong_entry_among_many_is_refused():
    expected = np.linspace(1.0, 2.0, 1000)
    observed = expected.copy()
    observed[617] += 1e-6
    assert observed != approx(expected)


def test_an_explanation_shows_both_values_and_the_tolerance():
    assert explained(1.5, 1.0).splitlines()[:2] == ["returned  1.5", "expected  1.0 (to 1e-09 relative)"]


@pytest.mark.parametrize(
    ("observed", "expected", "place"),
    [
        pytest.param(np.array([[1.0, 2.1], [3.0, 9.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), "[1, 1]", id="array"),
        pytest.param([[1.0, 2.1], [3.0, 9.0]], [[1.0, 2.0], [3.0, 4.0]], "[1][1]", id="list"),
        pytest.param({"a": 1.1, "b": [2.0, 9.0]}, {"a": 1.0, "b": [2.0, 3.0]}, "['b'][1]", id="dict"),
        pytest.param([1.1, INF, 9.0], [1.0, 2.0, 3.0], "[1]", id="inf"),
        pytest.param(np.array([1.1, 2.0, NAN]), np.array([1.0, 2.0, 3.0]), "[2]", id="nan"),
        pytest.param([1.1, "2"], [1.0, "3"], "[1]", id="text"),
    ],
)
def test_an_explanation_names_the_worst_entry(observed, expected, place):
    assert f"most at {place}: " in explained(observed, expected)


def test_the_worst_entry_is_the_one_that_misses_its_own_tolerance_most():
    assert "most at [0]: " in explained([2e-6, 1001.0], [1e-6, 1000.0])


def test_an_explanation_does_not_outlive_a_comparison_that_holds():
    wanted = approx(1.0)
    assert wanted != 2.0
    assert wanted == 1.0
    assert wanted.details == ()


W = np.array([[1.0, -2.0, 3.0], [0.0, 5.0, 6.0]])
SQUARE = W[:, :2]


@pytest.mark.parametrize(
    ("observed", "expected", "named"),
    [
        pytest.param(-3.0, 3.0, "opposite sign", id="sign of a number"),
        pytest.param(-W, W, "opposite sign", id="sign of an array"),
        pytest.param([-1.0, 2], [1.0, -2], "opposite sign", id="sign of a list"),
        pytest.param(6.0, 3.0, "exactly twice", id="twice a number"),
        pytest.param(2 * W, W, "exactly twice", id="twice an array"),
        pytest.param([[2.0], [4.0]], [[1.0], [2.0]], "exactly twice", id="twice a nested list"),
        pytest.param(1.5, 3.0, "exactly half", id="half a number"),
        pytest.param(W / 2, W, "exactly half", id="half an array"),
        pytest.param(2, 4, "exactly half", id="half an integer"),
        pytest.param(W.T, W, "the transpose", id="transposed"),
        pytest.param(SQUARE.T, SQUARE, "the transpose", id="transposed and square"),
        pytest.param(W.T.tolist(), W.tolist(), "the transpose", id="transposed lists"),
        pytest.param(np.array([4, 6]), np.array([2, 3]), "exactly twice", id="twice an array of integers"),
    ],
)
def test_what_holds_of_all_numbers_is_said_of_the_difference_and_is_no_diagnosis(observed, expected, named):
    assert named in differs(observed, expected)
    assert mistake(observed, expected) is None


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        pytest.param(3.1, 3.0, id="none of them"),
        pytest.param(-6.0, 3.0, id="sign and factor at once"),
        pytest.param(np.array([2.0, 4.0, 7.0]), np.array([1.0, 2.0, 3.0]), id="twice but for one entry"),
        pytest.param(W.T + 1e-6, W, id="nearly transposed"),
        pytest.param(-W.T, W, id="transposed with the other sign"),
        pytest.param(W.ravel(), W, id="flattened"),
        pytest.param(6.0 + 1e-6, 3.0, id="nearly twice"),
        pytest.param(0.0, 3.0, id="zero"),
        pytest.param(NAN, 3.0, id="nan"),
        pytest.param([6.0], 3.0, id="twice in a list"),
        pytest.param(1.0, 0.0, id="expected zero"),
        pytest.param(np.zeros((3, 2)), np.zeros((2, 3)), id="all zero, transposed"),
        pytest.param(np.ones(3), np.zeros(3), id="all expected zero"),
        pytest.param([1.0], [], id="nothing expected"),
        pytest.param(-INF, INF, id="infinite"),
        pytest.param(NAN, NAN, id="expected nan"),
        pytest.param(2, True, id="expected a bool"),
        pytest.param(-3.5, "3.5", id="expected text"),
        pytest.param([2.0, None], [1.0, None], id="not only numbers"),
        pytest.param([[2.0], [1.0, 2.0]], [[1.0], [1.0, 2.0]], id="ragged"),
    ],
)
def test_nothing_is_said_of_the_numbers_that_they_do_not_show(observed, expected):
    said = differs(observed, expected)
    assert [words for words in ("opposite", "exactly", "transpose") if words in said] == []


def test_what_two_mistakes_of_a_check_would_give_names_neither():
    assert mistake(2.0, 3.0, mistakes={"the sum": 2.0, "the largest": 2.0}) is None


def test_what_holds_in_two_ways_is_not_said():
    both = np.array([[0.0, 1.0], [-1.0, 0.0]])
    assert "most at [0, 1]" in differs(both.T, both)


@pytest.mark.parametrize(
    ("observed", "expected", "said"),
    [
        (1.064, 1.0, "off by 6.4 %"),
        (3.0, 2.0, "off by 50 %"),
        (0.0, 2.0, "off by 100 %"),
        (50.0, 2.0, "25 times as much"),
        (1.0 + 3e-8, 1.0, "off by 3e-08 of it, where 1e-09 is allowed: close, but digits get lost on the way"),
        ([1.0, 2.5], [1.0, 2.0], "most at [1]: 2.5 for 2.0, off by 25 %"),
        (1.0, 0.0, "1.0 is not 0.0"),
    ],
)
def test_how_far_a_number_is_off_is_said_in_words(observed, expected, said):
    assert differs(observed, expected) == said


def test_a_mistake_of_the_check_is_named_by_its_own_words():
    assert mistake(0.622, 0.235, rel=1e-3, mistakes={"s, not its derivative": 0.622}) == "this is s, not its derivative"


def test_a_mistake_of_the_check_goes_before_a_usual_one():
    assert mistake(6.0, 3.0, mistakes={"the sum, not the mean": 6.0}) == "this is the sum, not the mean"


def test_the_mistake_of_the_check_that_fits_is_named():
    planted = {"the sum": np.array([6.0, 9.0]), "the largest": np.array([3.0, 4.0])}
    assert mistake(np.array([3.0, 4.0]), np.array([2.0, 3.0]), mistakes=planted) == "this is the largest"


def test_a_mistake_of_the_check_that_does_not_fit_is_not_named():
    assert mistake(7.0, 3.0, mistakes={"the sum": 8.0, "the wrong shape": [7.0]}) is None


def test_huge_values_are_compared_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "likely" not in explained(INF, 1.7e308)


def test_long_data_is_cut_where_it_is_shown():
    assert len(explained(np.zeros((60, 60)), np.ones((60, 60)))) < 1000


def test_entries_that_are_equal_do_not_hide_one_that_is_not():
    wanted = np.zeros((300, 400))
    seen = wanted.copy()
    seen[7, 9] = 1e-3
    comparison = approx(wanted)
    assert wanted.copy() == comparison
    assert seen != comparison
    assert "[7, 9]" in plain_text(comparison.details)


def test_nan_in_an_array_equals_nothing_not_even_itself():
    array = np.array([1.0, np.nan])
    assert array != approx(array)


def test_data_of_another_kind_is_told_by_its_kind():
    assert differs([("a", 1.0)], {"a": 1.0}) == "a list in place of keys ['a']"
    assert differs({"b": 1.0}, {"a": 1.0}) == "keys ['b'] in place of keys ['a']"


def test_of_an_array_with_one_number_no_place_is_told():
    assert differs(np.array(1.1), np.array(1.0)) == differs(1.1, 1.0)


def test_a_transpose_is_told_beside_the_shape():
    assert differs(W.T, W).startswith(f"shape {W.T.shape} in place of {W.shape}: ")
