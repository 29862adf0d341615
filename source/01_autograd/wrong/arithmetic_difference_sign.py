"""Gives both operands of a difference the derivative 1, as in a sum.

Caught by: arithmetic_difference, arithmetic_number_minus, arithmetic_differences
"""


class Value:
    def __sub__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return _record(self.data - other.data, "-", (self, other), (1.0, 1.0))
