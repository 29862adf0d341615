"""Turns what was passed to a plot into arrays of a known shape, or raises a ValueError that names the argument."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def brief(value: object) -> str:
    """`value` in at most 60 characters, for an error."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def named(value: Any, name: str, functions: bool = False) -> dict[str, Any]:
    """`value` as a dict from titles to what they name: to functions, if `functions`. Raises ValueError otherwise."""
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"{name} must be a dict with at least one entry, title: what to draw, not {brief(value)}")
    for key, entry in value.items():
        if functions and not callable(entry):
            raise ValueError(f"{name}[{key!r}] must be a function, not {brief(entry)}")
    return {str(key): entry for key, entry in value.items()}


def numbers(value: Any, name: str, axes: int, expected: str) -> Floats:
    """`value` as a float array with so many `axes`, none of them empty. Raises ValueError saying what was expected."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be {expected}, not {brief(value)}") from None
    if array.ndim != axes or array.size == 0:
        raise ValueError(f"{name} must be {expected}; its shape is {array.shape}")
    return array


def plane_points(X: Any) -> Floats:
    """X as a float array (n, 2). Raises ValueError that names X."""
    expected = "an array (n, 2): a point of the plane in each row"
    array = numbers(X, "X", 2, expected)
    if array.shape[1] != 2:
        raise ValueError(f"X must be {expected}; its shape is {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"X must be {expected}; some of its entries are nan or infinite")
    return array


def labels(y: Any, n: int) -> NDArray[Any]:
    """y as an array (n,) of labels of any kind. Raises ValueError that names y."""
    array = np.asarray(y)
    if array.shape != (n,):
        raise ValueError(f"y must have the shape ({n},), a label for each row of X; its shape is {array.shape}")
    return array


def evaluate(function: Any, x: Floats, name: str) -> Floats:
    """function(x), an array of the shape of x (m,); a constant counts for every x. Raises ValueError that names it."""
    try:
        y = np.asarray(function(x), dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must map an array of shape {x.shape} to numbers, but: {error}") from error
    if y.shape not in ((), x.shape):
        raise ValueError(f"{name} must map an array of shape {x.shape} to one of that shape, not of {y.shape}")
    return np.broadcast_to(y, x.shape).astype(float)
