"""Goes through the logarithm, which only numbers above 0 have.

Caught by: pow_agrees, pow_at_zero
"""


class Value:
    def __pow__(self, n: float) -> "Value":
        n = _number(n, "the exponent n")
        power = math.exp(n * math.log(self.data))
        return _record(power, "**", (self,), (n * power / self.data,))
