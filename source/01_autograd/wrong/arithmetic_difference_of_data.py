"""Computes the difference but does not record where it came from.

Caught by: arithmetic_difference, arithmetic_number_minus, arithmetic_differences
"""


class Value:
    def __sub__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data - other.data)
