"""Computes how hard each check was for a class, and how well it tells who understood from who did not."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.records import CheckResult, Result, Status
from autograder.report.records import CheckFigures, Interval

FEWEST = 20  # students, below which intervals are too wide to say anything
_Z = 1.959964  # the standard normal's 97.5 % quantile


def check_figures(results: Sequence[Result]) -> tuple[CheckFigures, ...]:
    """The figures of each check of `results`, in the order in which checks ran."""
    found: dict[str, list[tuple[CheckResult, float]]] = {}
    for result in results:
        for check in result.checks:
            if check.status is not Status.UNGRADED:
                found.setdefault(check.name, []).append((check, result.score - check.points))
    return tuple(_figures(name, pairs) for name, pairs in found.items())


def _figures(name: str, pairs: Sequence[tuple[CheckResult, float]]) -> CheckFigures:
    first = pairs[0][0]
    passed = np.array([check.status is Status.PASSED for check, _ in pairs], dtype=float)
    rest = np.array([score for _, score in pairs])
    enough = len(pairs) >= FEWEST
    discrimination = _correlation(passed, rest) if enough else None
    return CheckFigures(
        name=name,
        exercise=first.exercise,
        hidden=first.hidden,
        sentence=first.sentence,
        judged=len(pairs),
        passed=int(passed.sum()),
        carried=sum(bool(check.carried) for check, _ in pairs),
        timeouts=sum(check.status is Status.TIMEOUT for check, _ in pairs),
        rate=float(passed.mean()),
        rate_interval=wilson(int(passed.sum()), len(pairs)) if enough else None,
        discrimination=discrimination,
        discrimination_interval=None if discrimination is None else fisher(discrimination, len(pairs)),
    )


def _correlation(passed: NDArray[np.float64], rest: NDArray[np.float64]) -> float | None:
    """Pearson's correlation; None where all passed, none did, or all scored alike in the other checks."""
    if np.ptp(passed) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.corrcoef(passed, rest)[0, 1])


def wilson(passed: int, judged: int) -> Interval:
    """Wilson's 95 % interval of a rate of `passed` in `judged`, which must be positive.

    https://doi.org/10.1080/01621459.1927.10502953
    """
    rate, square = passed / judged, _Z**2 / judged
    middle = (rate + square / 2) / (1 + square)
    half = _Z * math.sqrt(rate * (1 - rate) / judged + square / (4 * judged)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def fisher(correlation: float, judged: int) -> Interval:
    """Fisher's 95 % interval of a correlation over more than three students."""
    bounded = min(max(correlation, -1 + 1e-12), 1 - 1e-12)
    middle, half = math.atanh(bounded), _Z / math.sqrt(judged - 3)
    return math.tanh(middle - half), math.tanh(middle + half)


def redundant_checks(results: Sequence[Result]) -> tuple[tuple[str, ...], ...]:
    """Groups of checks of one exercise that everybody either passed or failed together, and somebody failed."""
    if len(results) < FEWEST:
        return ()
    outcomes: dict[str, list[str]] = {}
    exercises: dict[str, str] = {}
    for result in results:
        for check in result.checks:
            outcomes.setdefault(check.name, []).append("1" if check.status is Status.PASSED else "0")
            exercises[check.name] = check.exercise
    groups: dict[tuple[str, str], list[str]] = {}
    for name, passed in outcomes.items():
        if "0" in passed and "1" in passed:
            groups.setdefault((exercises[name], "".join(passed)), []).append(name)
    return tuple(tuple(names) for names in groups.values() if len(names) > 1)
