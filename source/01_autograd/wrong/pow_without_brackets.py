"""Writes n * x ** n - 1 for the derivative: the exponent n - 1 needs its brackets.

Caught by: pow_derivative, pow_agrees, pow_at_zero
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        if self.data == 0.0 and isinstance(n, Real) and 0.0 != n < 1.0:
            raise ZeroDivisionError(f"{self.data} ** {n}: the exponent of 0 must be 0, or at least 1 to have a slope")
        n = _number(n, "the exponent n")
        derivative = n * self.data**n - 1.0 if n else 0.0
        return _record(self.data**n, "**", (self,), (derivative,))
