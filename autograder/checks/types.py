"""Converts an observation to the type that its probe announces, or says which part does not fit."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np


class Mistyped(TypeError):
    """An observation is not of the type that its probe announces."""


def of_type(value: Any, wanted: Any) -> Any:
    """`value` as the type that a probe's return annotation names: int becomes float where a float is wanted.

    Raises `Mistyped`, with a text that says which part does not fit.
    """
    if wanted is np.ndarray and isinstance(value, np.ndarray):
        return value
    try:
        return msgspec.convert(value, wanted, dec_hook=_keep_array)
    except (msgspec.ValidationError, TypeError) as error:
        raise Mistyped(str(error)) from None


def _keep_array(wanted: type, value: Any) -> Any:
    if isinstance(value, wanted):
        return value
    raise TypeError(f"Expected an array, got `{type(value).__name__}`")
