"""Uses the other module, and a package."""

from left import total
from packaging.version import Version


def newest(versions: list[str]) -> str:
    """The newest of some versions."""
    ### BEGIN SOLUTION
    return max(versions, key=Version)
    ### END SOLUTION


def newest_of(xs: list[float]) -> str:
    """The newest of the versions 1.9 and 1.y, where y is the sum of the numbers."""
    return newest(["1.9", f"1.{total(xs, 1):g}"])
