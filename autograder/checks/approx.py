"""Compares an observation with what is expected, and says what differs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.checks.guarded import at_place, brief
from autograder.checks.show import show
from autograder.records import Detail, Label

CLOSE = 1e-5  # of a value: what is nearer has its formula right


class approx:
    """`observed == approx(expected)`: numbers within `rel * |expected| + abs`, shapes and everything else exactly.

    `expected` is a number, str, bool, None, array, or lists and dicts of those; nan equals nothing. `mistakes` maps the
    description of a likely mistake to the value that it would give. Afterwards `details` say what differed.
    """

    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None  # so that an array on the left leaves the comparison to `approx`

    def __init__(
        self, expected: Any, rel: float = 1e-9, abs: float = 0.0, mistakes: Mapping[str, Any] | None = None
    ) -> None:
        self.expected = expected
        self.rel = rel
        self.abs = abs
        self.mistakes = dict(mistakes or {})
        self.details: tuple[Detail, ...] = ()
        self._place = ""

    def __repr__(self) -> str:
        return f"{show(self.expected)} (to {self.rel:g} relative{f', {self.abs:g} absolute' if self.abs else ''})"

    def __eq__(self, observed: object) -> bool:
        difference = self._difference(observed, self.expected)
        self.details = () if difference is None else tuple(self._explain(observed, difference))
        return difference is None

    def _difference(self, observed: Any, expected: Any) -> str | None:
        """Why the two differ, or None."""
        structural = _structural_difference(observed, expected)
        if structural:
            return structural
        worst, place = 0.0, ""
        self._place = ""
        for path, seen, wanted in _leaves(observed, expected, ""):
            excess = self._excess(seen, wanted)
            if excess > worst or math.isnan(excess):  # nan where the tolerance is nan
                worst, place = excess, self._describe(path, seen, wanted)
                self._place = at_place(path, seen, wanted)
                if excess == math.inf:
                    break
        return place or None

    def _excess(self, seen: Any, wanted: Any) -> float:
        """0 within the tolerance, otherwise how many tolerances apart; inf where no number says it."""
        if not _is_number(wanted) or not _is_number(seen):
            return 0.0 if type(seen) is type(wanted) and seen == wanted else math.inf
        if math.isnan(seen) or math.isnan(wanted) or math.isinf(seen) or math.isinf(wanted):
            return 0.0 if seen == wanted else math.inf
        distance, tolerance = math.fabs(seen - wanted), self.rel * math.fabs(wanted) + self.abs
        return 0.0 if distance <= tolerance else distance / max(tolerance, 1e-300)

    def _explain(self, observed: Any, difference: str) -> Iterator[Detail]:
        if mistake := self._which(observed, self.mistakes.items()):
            yield Detail(Label.LIKELY, f"this is {mistake}", f"this is {mistake}")
        yield Detail(Label.RETURNED, show(observed), brief(observed))
        yield Detail(Label.EXPECTED, repr(self), brief(self.expected))
        if relation := self._which(observed, _usual_relations(self.expected)):
            difference = f"{difference}: {relation}" if difference.startswith("shape") else relation
        yield Detail(Label.DIFFERS, difference, self._place)

    def _which(self, observed: Any, described: Iterable[tuple[str, Any]]) -> str:
        """The description of the one value that equals the observation; none if several do, as they tell nothing."""
        fitting = [name for name, value in described if self._alike(observed, value)]
        return fitting[0] if len(fitting) == 1 else ""

    def _alike(self, observed: Any, value: Any) -> bool:
        return approx(value, rel=max(self.rel, 1e-9), abs=self.abs)._difference(observed, value) is None

    def _describe(self, path: str, seen: Any, wanted: Any) -> str:
        """Where the worst entry is, and how far off; never empty, since that would mean no difference."""
        apart = self._apart(seen, wanted)
        if path:
            return f"most at {path}: {show(seen)} for {show(wanted)}{f', {apart}' if apart else ''}"
        return apart or f"{show(seen)} is not {show(wanted)}"

    def _apart(self, seen: Any, wanted: Any) -> str:
        """How far one number is from another, in words; '' if that says nothing."""
        if not (_is_number(seen) and _is_number(wanted) and math.isfinite(seen) and math.isfinite(wanted) and wanted):
            return ""
        share = math.fabs(seen / wanted - 1)
        if share >= CLOSE:
            return f"off by {_percent(share)} %" if share < 10 else f"{seen / wanted:.3g} times as much"
        return f"off by {share:.1g} of it, where {self.rel:g} is allowed: close, but digits get lost on the way"


def _percent(share: float) -> str:
    """Two digits of it, and never 1e+02."""
    return f"{100 * share:.0f}" if share >= 0.0995 else f"{100 * share:.2g}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _structural_difference(observed: Any, expected: Any) -> str | None:
    if isinstance(expected, np.ndarray):
        if not isinstance(observed, np.ndarray):
            return f"a {type(observed).__name__} in place of an array of shape {expected.shape}"
        if observed.shape != expected.shape:
            return f"shape {observed.shape} in place of {expected.shape}"
        return None
    if isinstance(expected, list | tuple):
        if not isinstance(observed, list | tuple):
            return f"a {type(observed).__name__} in place of a list of {len(expected)}"
        if len(observed) != len(expected):
            return f"{len(observed)} items in place of {len(expected)}"
        pairs = zip(observed, expected, strict=True)
    elif isinstance(expected, dict):
        if not isinstance(observed, dict) or set(observed) != set(expected):
            return f"{_keys(observed)} in place of {_keys(expected)}"
        pairs = ((observed[key], expected[key]) for key in expected)  # type: ignore[assignment]
    elif _is_number(expected) and not _is_number(observed):
        return f"a {type(observed).__name__} in place of a number"
    else:
        return None
    return next(filter(None, (_structural_difference(seen, wanted) for seen, wanted in pairs)), None)


def _keys(value: Any) -> str:
    return f"keys {sorted(map(str, value))}" if isinstance(value, dict) else f"a {type(value).__name__}"


def _leaves(observed: Any, expected: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The leaves of two values of the same structure, with their paths; equal entries of arrays are left out."""
    if isinstance(expected, np.ndarray):
        alike = (observed.dtype == bool) == (expected.dtype == bool)
        differs = observed != expected if alike else np.ones(expected.shape)
        for index in map(tuple, np.argwhere(differs).tolist()):
            name = f"[{', '.join(map(str, index))}]" if index else ""
            yield path + name, observed[index].item(), expected[index].item()
    elif isinstance(expected, list | tuple):
        for position, (seen, wanted) in enumerate(zip(observed, expected, strict=True)):
            yield from _leaves(seen, wanted, f"{path}[{position}]")
    elif isinstance(expected, dict):
        for key in expected:
            yield from _leaves(observed[key], expected[key], f"{path}[{key!r}]")
    else:
        yield path, observed, expected


def _usual_relations(expected: Any) -> Iterator[tuple[str, Any]]:
    """What can be said of the numbers as a whole. Zeros are left out: every multiple of zero is zero."""
    try:
        array = np.asarray(expected)
    except ValueError:
        return
    # Twice the largest floats is inf, which is no mistake's value.
    if array.dtype.kind not in "iuf" or not array.any() or not np.abs(array).max() < np.finfo(float).max / 2:
        return
    array = array.astype(float)
    yield "right but for the sign: it has the opposite sign", _like(expected, -array)
    yield "exactly twice what is expected", _like(expected, 2 * array)
    yield "exactly half of what is expected", _like(expected, array / 2)
    if array.ndim == 2:
        yield "the transpose of what is expected", _like(expected, array.T)


def _like(expected: Any, array: np.ndarray) -> Any:
    if isinstance(expected, np.ndarray):
        return array
    return array.tolist()
