"""Writes the difference with a number on the left in terms of itself, without making the number a Value.

Caught by: arithmetic_number_first, arithmetic_agrees
"""


class Value:
    def __rsub__(self, other: float) -> "Value":
        return other - self
