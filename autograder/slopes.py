"""Measures the slopes of the operations of a computation graph, to find the first that a graph has recorded wrongly."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

STEP = 1e-5
TOLERANCE = 1e-4  # far above the error of a measured slope, far below that of a wrong formula
OPERATIONS: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "neg": lambda a: -a,
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "sigmoid": lambda a: 1.0 / (1.0 + math.exp(-a)),
    "relu": lambda a: max(a, 0.0),
}


def value(op: str, numbers: Sequence[float]) -> float:
    """What the operation makes of the numbers; nan of one that is not known, or that refuses them."""
    function = OPERATIONS.get(op) or _power(op)
    try:
        return function(*numbers) if function else math.nan
    except (ArithmeticError, TypeError, ValueError):
        return math.nan


def slopes(op: str, numbers: Sequence[float]) -> list[float]:
    """d(op)/d(number) for each of the numbers, by central differences; nothing of an operation that is not known."""
    function = OPERATIONS.get(op) or _power(op)
    if function is None:
        return []
    try:
        return [_slope(function, numbers, place) for place in range(len(numbers))]
    except (ArithmeticError, TypeError, ValueError):
        return []


def wrong_slopes(op: str, numbers: Sequence[float], recorded: Sequence[float]) -> dict[int, float]:
    """The measured slopes from which those `recorded` differ, by operand; nothing near a kink, where there is none."""
    measured = slopes(op, numbers)
    if len(measured) != len(recorded) or (op == "relu" and abs(numbers[0]) <= 2 * STEP):
        return {}
    return {
        place: slope
        for place, (slope, said) in enumerate(zip(measured, recorded, strict=True))
        if math.isfinite(slope) and not math.isclose(slope, said, rel_tol=TOLERANCE, abs_tol=TOLERANCE * STEP)
    }


def _power(op: str) -> Callable[..., float] | None:
    try:
        exponent = float(op.removeprefix("**")) if op.startswith("**") else None
    except ValueError:
        return None
    return None if exponent is None else lambda a: float(a**exponent)


def _slope(function: Callable[..., float], numbers: Sequence[float], place: int) -> float:
    step = STEP * max(1.0, abs(numbers[place]))
    up, down = list(numbers), list(numbers)
    up[place] += step
    down[place] -= step
    return (function(*up) - function(*down)) / (2 * step)
