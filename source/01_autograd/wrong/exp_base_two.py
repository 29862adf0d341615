"""Raises 2, not e, to the power x.

Caught by: exp_value, exp_derivative, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        e = 2.0**self.data
        return _record(e, "exp", (self,), (e,))
