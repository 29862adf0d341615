"""Differentiates a function numerically, as an oracle for derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def numerical_gradient(f: Callable[[np.ndarray], Any], x: Any, h: float = 1e-5) -> np.ndarray:
    """df/dx_i = (f(x + h e_i) - f(x - h e_i)) / 2h, with an error of order h^2.

    `f` takes all points at once, an array (m, d), and returns m values; `x` has d entries. Returns an array (d,).
    Raises `ValueError` if `f` does not return one number per point.
    """
    point = np.atleast_1d(np.asarray(x, dtype=float))
    if point.ndim != 1:
        raise ValueError(f"x has shape {point.shape}; numerical_gradient takes one point, an array (d,)")
    steps = h * np.eye(point.size)
    values = np.asarray(f(np.concatenate([point + steps, point - steps])), dtype=float)
    if values.shape != (2 * point.size,):
        raise ValueError(f"f returned values of shape {values.shape} for {2 * point.size} points")
    gradient: np.ndarray = (values[: point.size] - values[point.size :]) / (2 * h)
    return gradient
