"""Takes the derivative from a difference quotient, which loses half of the digits.

Caught by: exp_derivative, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        e, step = math.exp(self.data), 1e-6
        return _record(e, "exp", (self,), ((math.exp(self.data + step) - e) / step,))
