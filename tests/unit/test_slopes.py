"""A slope that is recorded wrongly is found, and none that is right or cannot be measured."""

from __future__ import annotations

import math

import pytest

from autograder.slopes import slopes, value, wrong_slopes

RIGHT = {
    ("+", (2.0, 3.0)): [1.0, 1.0],
    ("-", (2.0, 3.0)): [1.0, -1.0],
    ("*", (2.0, 3.0)): [3.0, 2.0],
    ("/", (2.0, 4.0)): [0.25, -0.125],
    ("neg", (2.0,)): [-1.0],
    ("exp", (0.5,)): [math.exp(0.5)],
    ("log", (0.5,)): [2.0],
    ("tanh", (0.5,)): [1 - math.tanh(0.5) ** 2],
    ("sigmoid", (0.0,)): [0.25],
    ("relu", (-2.0,)): [0.0],
    ("**3", (2.0,)): [12.0],
    ("**-0.5", (4.0,)): [-0.0625],
}


@pytest.mark.parametrize(("op", "numbers"), RIGHT)
def test_a_right_slope_is_not_blamed_and_a_wrong_one_is(op, numbers):
    right = RIGHT[op, numbers]
    assert wrong_slopes(op, numbers, right) == {}
    for place, slope in enumerate(right):
        wrong = [*right[:place], slope + 0.01, *right[place + 1 :]]
        assert wrong_slopes(op, numbers, wrong) == {place: pytest.approx(slope, abs=1e-6)}


@pytest.mark.parametrize(
    ("op", "numbers", "recorded"),
    [
        ("pow", (2.0,), [7.0]),
        ("**x", (2.0,), [7.0]),
        ("relu", (0.0,), [7.0]),
        ("log", (-1.0,), [7.0]),
        ("**0.5", (-1.0,), [7.0]),
        ("exp", (1e6,), [7.0]),
        ("+", (1.0, 2.0), [7.0]),
    ],
)
def test_what_cannot_be_measured_is_not_blamed(op, numbers, recorded):
    assert wrong_slopes(op, numbers, recorded) == {}


def test_an_operation_that_is_not_known_has_no_slopes_and_no_value():
    assert slopes("?", [1.0]) == []
    assert math.isnan(value("?", [1.0]))
    assert value("*", [2.0, 3.0]) == 6.0
