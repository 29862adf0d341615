"""Gives x as the derivative where the value e ** x belongs.

Caught by: exp_derivative, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        return _record(math.exp(self.data), "exp", (self,), (self.data,))
