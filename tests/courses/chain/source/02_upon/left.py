"""Builds on the earlier assignment."""

from base import scale


def total(xs: list[float], k: float) -> float:
    """The sum of k x."""
    ### BEGIN SOLUTION
    return sum(scale(xs, k))
    ### END SOLUTION
