"""Hashes what a check observed, rounded, so that equal mistakes can be told apart from others without their code."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import numpy as np

from autograder.checks.observations import hash_of
from autograder.checks.recording import encoded
from autograder.sandbox.replies import Probe, Raised, Reply, Returned, Uncrossable

LENGTH = 12
# Before a number is rounded: those that people choose lie on the border between two roundings, these do not.
ASIDE = 1.0 + 1.234567e-8
NOTHING = 1e-12  # of the largest number beside it


class Asked(msgspec.Struct, frozen=True):
    """One call of a probe in a check, and what came back."""

    probe: Probe
    arguments: tuple[Any, ...]
    reply: Reply


def fingerprint(calls: Iterable[Asked]) -> str:
    """A short hash of the calls of a check and their answers; '' if one gave no answer that another could give too."""
    told: list[Any] = []
    for call in calls:
        answer = _answer(call.reply)
        if answer is None:
            return ""
        told.append([[encoded(each).decode() for each in call.arguments], answer])
    return hash_of(msgspec.json.encode(told))[:LENGTH] if told else ""


def _answer(reply: Reply) -> list[Any] | None:
    match reply:
        case Returned(value):
            return ["returned", _rounded(value, _largest(value))]
        case Raised(kind, text, frames):
            functions = [function for _, _, function in frames]
            # In which of them a recursion ends depends on how deep the stack was before.
            return ["raised", kind, text, sorted(set(functions)) if kind == "RecursionError" else functions]
        case Uncrossable(what):
            return ["uncrossable", what]
    return None


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, np.ndarray):
        yield from value.ravel().astype(float).tolist()
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def _largest(value: Any) -> float:
    return max((abs(number) for number in _numbers(value) if math.isfinite(number)), default=0.0)


def _rounded(value: Any, largest: float) -> Any:
    """The value with its numbers as text of seven digits, which noise of the last digits does not change."""
    if isinstance(value, np.ndarray):
        if value.dtype == bool:
            return [list(value.shape), value.ravel().tolist()]
        return [list(value.shape), [_digits(number, largest) for number in value.ravel().astype(float).tolist()]]
    if isinstance(value, list | tuple):
        return [_rounded(item, largest) for item in value]
    if isinstance(value, dict):
        return [[str(key), _rounded(item, largest)] for key, item in value.items()]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _digits(float(value), largest)
    return value


def _digits(number: float, largest: float) -> str:
    return f"{number * ASIDE:.6e}" if abs(number) > NOTHING * largest else "0"
