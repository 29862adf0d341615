"""Gives infinity where e ** x is too large for a float.

Caught by: exp_refuses
"""


class Value:
    def exp(self) -> "Value":
        e = math.exp(self.data) if self.data <= LARGEST_EXPONENT else math.inf
        return _record(e, "exp", (self,), (e,))
