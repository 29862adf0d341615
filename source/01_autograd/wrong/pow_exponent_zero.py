"""Applies the rule for the derivative at n = 0 too, where it divides by 0.

Hint: 3
Caught by: pow_at_zero
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        if self.data == 0.0 and isinstance(n, Real) and 0.0 != n < 1.0:
            raise ZeroDivisionError(f"{self.data} ** {n}: the exponent of 0 must be 0, or at least 1 to have a slope")
        n = _number(n, "the exponent n")
        return _record(self.data**n, "**", (self,), (n * self.data ** (n - 1.0),))
