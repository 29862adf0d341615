"""Subtracts the number on the left from the Value, not the Value from the number.

Hint: 2
Caught by: arithmetic_number_minus, arithmetic_differences
"""


class Value:
    def __rsub__(self, other: float) -> "Value":
        return self - other
