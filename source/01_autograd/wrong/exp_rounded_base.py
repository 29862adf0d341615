"""Uses e rounded to six decimals.

Caught by: exp_value, exp_derivative, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        e = 2.718282**self.data
        return _record(e, "exp", (self,), (e,))
