"""Writes the difference with a number on the left in terms of itself, without making the number a Value.

Hint: 3
Caught by: arithmetic_number_minus, arithmetic_differences
"""


class Value:
    def __rsub__(self, other: float) -> "Value":
        return other - self
