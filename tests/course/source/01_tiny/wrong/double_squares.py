"""Squares.

Caught by: double_by_hand, double_agrees, area_of_doubled_sides
"""


def double(x: float) -> float:
    return x * x
