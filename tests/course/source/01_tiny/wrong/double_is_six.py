"""Knows the example only.

Caught by: double_agrees, area_of_doubled_sides
"""


def double(x: float) -> float:
    return 6.0
