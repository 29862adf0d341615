"""Goes through the logarithm, which only numbers above 0 have.

Caught by: pow_agrees, pow_at_zero
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        if self.data == 0.0 and isinstance(n, Real) and 0.0 != n < 1.0:
            raise ZeroDivisionError(f"{self.data} ** {n}: the exponent of 0 must be 0, or at least 1 to have a slope")
        n = _number(n, "the exponent n")
        power = math.exp(n * math.log(self.data))
        return _record(power, "**", (self,), (n * power / self.data,))
