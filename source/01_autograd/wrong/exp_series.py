"""Sums twenty terms of the power series, which is enough near 0 only.

Caught by: exp_value, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        e = sum(self.data**k / math.factorial(k) for k in range(20))
        return _record(e, "exp", (self,), (e,))
