"""Rounds the exponent to a whole number.

Caught by: pow_value, pow_agrees
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        n = int(_number(n, "the exponent n"))
        derivative = n * self.data ** (n - 1) if n else 0.0
        return _record(float(self.data**n), "**", (self,), (derivative,))
