"""The oracle for derivatives: exact where it should be, and choosy about what it differentiates."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks.approx import approx
from autograder.checks.gradient import numerical_gradient


def quadratic(points: np.ndarray) -> np.ndarray:
    """f(x) = sum_i i x_i^2 + x_0 x_1, for each of the points (m, 3)."""
    return points**2 @ np.array([1.0, 2.0, 3.0]) + points[:, 0] * points[:, 1]


X = np.array([0.7, -1.3, 2.1])
GRADIENT = np.array([2 * 0.7 - 1.3, 4 * -1.3 + 0.7, 6 * 2.1])


def test_numerical_gradient_of_a_quadratic_is_exact_but_for_rounding():
    assert numerical_gradient(quadratic, X, h=1e-3) == approx(GRADIENT, rel=1e-9)


def test_numerical_gradient_of_a_cubic_has_the_error_of_central_differences():
    assert numerical_gradient(lambda x: x[:, 0] ** 3, 2.0, h=0.1) == approx(np.array([12.0 + 0.1**2]), rel=1e-12)


def test_numerical_gradient_asks_for_every_point_at_once():
    calls: list[tuple[int, ...]] = []
    numerical_gradient(lambda points: calls.append(points.shape) or quadratic(points), X)
    assert calls == [(6, 3)]


def test_numerical_gradient_takes_what_a_probe_returns():
    assert numerical_gradient(lambda points: quadratic(points).tolist(), X.tolist()) == approx(GRADIENT, rel=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [2 * GRADIENT, -GRADIENT, GRADIENT / 2, GRADIENT + np.array([0.0, 1.3, 0.0])],
    ids=["twice", "sign", "half", "a term forgotten"],
)
def test_a_wrong_derivative_does_not_agree_with_the_numerical_one(wrong):
    assert wrong != approx(numerical_gradient(quadratic, X), rel=1e-6)


@pytest.mark.parametrize(
    "f",
    [
        lambda points: quadratic(points)[:, None],
        lambda points: quadratic(points)[:-1],
        lambda points: quadratic(points).sum(),
        lambda points: points,
    ],
    ids=["a column", "one too few", "their sum", "the points"],
)
def test_numerical_gradient_refuses_anything_but_one_number_per_point(f):
    with pytest.raises(ValueError, match="for 6 points"):
        numerical_gradient(f, X)


def test_numerical_gradient_refuses_more_than_one_point():
    with pytest.raises(ValueError, match=r"x has shape \(2, 3\)"):
        numerical_gradient(quadratic, np.zeros((2, 3)))


def test_numerical_gradient_of_whole_numbers_may_fall():
    fall = numerical_gradient(lambda points: (9 - points[:, 0]).astype(np.uint8), [2], h=1.0)
    assert fall == approx(np.array([-1.0]))


def test_numerical_gradient_takes_small_steps_unless_told_otherwise():
    assert numerical_gradient(lambda points: points[:, 0] ** 3, 2.0) == approx(np.array([12.0]), rel=1e-8)


def test_numerical_gradient_takes_real_numbers_only():
    with pytest.raises(TypeError):
        numerical_gradient(quadratic, [1j, 0.0, 0.0])
