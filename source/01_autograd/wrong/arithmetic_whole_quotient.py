"""Rounds the quotient down to a whole number.

Caught by: arithmetic_values, arithmetic_number_first, arithmetic_quotient, arithmetic_agrees
"""


class Value:
    def __truediv__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        quotient = self.data // other.data
        return _record(quotient, "/", (self, other), (1.0 / other.data, -self.data / other.data**2))
