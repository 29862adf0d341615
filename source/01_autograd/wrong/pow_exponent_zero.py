"""Applies the rule for the derivative at n = 0 too, where it divides by 0.

Caught by: pow_at_zero
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        n = _number(n, "the exponent n")
        return _record(self.data**n, "**", (self,), (n * self.data ** (n - 1.0),))
