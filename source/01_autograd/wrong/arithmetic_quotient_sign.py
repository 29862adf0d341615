"""Forgets the minus in the derivative with respect to the denominator.

Caught by: arithmetic_quotient, arithmetic_number_over, arithmetic_quotients
"""


class Value:
    def __truediv__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        if other.data == 0.0:
            raise ZeroDivisionError(f"{self.data} / {other.data}: the divisor must be other than 0")
        quotient = self.data / other.data
        return _record(quotient, "/", (self, other), (1.0 / other.data, quotient / other.data))
