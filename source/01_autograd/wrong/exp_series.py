"""Sums twenty terms of the power series, which is enough near 0 only.

Caught by: exp_value, exp_refuses, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        if self.data > LARGEST_EXPONENT:
            raise ValueError(f"exp takes a value of at most {LARGEST_EXPONENT:.2f}, or it overflows, not {self.data}")
        e = sum(self.data**k / math.factorial(k) for k in range(20))
        return _record(e, "exp", (self,), (e,))
