"""A slope that is recorded wrongly is found, and none that is right or cannot be measured."""

from __future__ import annotations

import math

import pytest

from autograder.slopes import STEP, slopes, value, wrong_slopes

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
    ("+", (1e6, -1e6)): [1.0, 1.0],
    ("relu", (1e-3,)): [1.0],
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
        ("3", (2.0,), [7.0]),
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


@pytest.mark.parametrize(
    ("op", "numbers", "made"),
    [
        ("+", (2.0, 3.0), 5.0),
        ("-", (2.0, 3.0), -1.0),
        ("*", (2.0, 3.0), 6.0),
        ("/", (3.0, 2.0), 1.5),
        ("neg", (2.0,), -2.0),
        ("exp", (0.0,), 1.0),
        ("log", (1.0,), 0.0),
        ("tanh", (0.0,), 0.0),
        ("sigmoid", (0.0,), 0.5),
        ("relu", (-2.0,), 0.0),
        ("relu", (2.0,), 2.0),
        ("**3", (2.0,), 8.0),
    ],
)
def test_an_operation_makes_of_its_numbers_what_it_is_called_for(op, numbers, made):
    assert value(op, numbers) == made


@pytest.mark.parametrize(("op", "numbers"), [("/", (1.0, 0.0)), ("log", (-1.0,)), ("+", (1.0,)), ("**0.5", (-1.0,))])
def test_an_operation_that_refuses_its_numbers_has_no_value(op, numbers):
    assert math.isnan(value(op, numbers))


@pytest.mark.parametrize(("at", "blamed"), [(2 * STEP, False), (-2 * STEP, False), (3 * STEP, True), (-3 * STEP, True)])
def test_beside_a_kink_a_slope_is_measured_and_at_it_none(at, blamed):
    assert bool(wrong_slopes("relu", [at], [7.0])) is blamed


def test_a_small_number_is_no_kink_of_another_operation():
    assert wrong_slopes("tanh", [0.0], [7.0]) == {0: pytest.approx(1.0)}
