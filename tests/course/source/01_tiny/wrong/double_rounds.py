"""Rounds.

Caught by: double_agrees, area_of_doubled_sides
"""


def double(x: float) -> float:
    return float(round(x + x))
