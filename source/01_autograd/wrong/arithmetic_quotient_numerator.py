"""Gives the numerator the derivative 1, as if nothing were below it.

Caught by: arithmetic_quotient, arithmetic_quotients
"""


class Value:
    def __truediv__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        if other.data == 0.0:
            raise ZeroDivisionError(f"{self.data} / {other.data}: the divisor must be other than 0")
        quotient = self.data / other.data
        return _record(quotient, "/", (self, other), (1.0, -quotient / other.data))
