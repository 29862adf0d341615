"""Gives the derivative 1, that of x itself.

Caught by: exp_derivative, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        return _record(math.exp(self.data), "exp", (self,), (1.0,))
