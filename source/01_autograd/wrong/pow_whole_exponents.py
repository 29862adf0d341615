"""Rounds the exponent to a whole number.

Caught by: pow_value, pow_refuses_at_zero, pow_agrees
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        if self.data == 0.0 and isinstance(n, Real) and 0.0 != n < 1.0:
            raise ZeroDivisionError(f"{self.data} ** {n}: the exponent of 0 must be 0, or at least 1 to have a slope")
        n = int(_number(n, "the exponent n"))
        derivative = n * self.data ** (n - 1) if n else 0.0
        return _record(float(self.data**n), "**", (self,), (derivative,))
