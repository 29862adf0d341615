"""Takes the number out of an exponent that is a Value, and so loses its gradient without a word.

Caught by: pow_refuses_a_value
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        if self.data == 0.0 and isinstance(n, Real) and 0.0 != n < 1.0:
            raise ZeroDivisionError(f"{self.data} ** {n}: the exponent of 0 must be 0, or at least 1 to have a slope")
        n = n.data if isinstance(n, Value) else float(n)
        derivative = n * self.data ** (n - 1.0) if n else 0.0
        return _record(self.data**n, "**", (self,), (derivative,))
