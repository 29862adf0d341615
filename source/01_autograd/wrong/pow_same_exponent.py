"""Forgets to lower the exponent by 1 in the derivative.

Caught by: pow_derivative, pow_agrees, pow_at_zero
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        n = _number(n, "the exponent n")
        return _record(self.data**n, "**", (self,), (n * self.data**n,))
