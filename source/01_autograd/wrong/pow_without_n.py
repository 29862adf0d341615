"""Forgets the factor n in the derivative.

Caught by: pow_derivative, pow_agrees, pow_at_zero
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        n = _number(n, "the exponent n")
        derivative = self.data ** (n - 1.0) if n else 0.0
        return _record(self.data**n, "**", (self,), (derivative,))
