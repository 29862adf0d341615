"""Divides the Value by the number on the left, not the number by the Value.

Hint: 2
Caught by: arithmetic_number_over, arithmetic_quotients
"""


class Value:
    def __rtruediv__(self, other: float) -> "Value":
        return self / other
