"""Differentiates e ** x as if x were the base.

Caught by: exp_derivative, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        return _record(math.exp(self.data), "exp", (self,), (self.data * math.exp(self.data - 1.0),))
