"""Gives infinity as the slope of a power of 0 below 1, where it should refuse.

Caught by: pow_refuses_at_zero
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        n = _number(n, "the exponent n")
        if self.data == 0.0 and 0.0 != n < 1.0:
            return _record(0.0 if n > 0.0 else math.inf, f"**{n:g}", (self,), (math.inf,))
        derivative = n * self.data ** (n - 1.0) if n else 0.0
        return _record(self.data**n, f"**{n:g}", (self,), (derivative,))
