"""Takes the derivative from a difference quotient, which loses half of the digits.

Caught by: exp_derivative, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        if self.data > LARGEST_EXPONENT:
            raise ValueError(f"exp takes a value of at most {LARGEST_EXPONENT:.2f}, or it overflows, not {self.data}")
        e, step = math.exp(self.data), 1e-6
        return _record(e, "exp", (self,), ((math.exp(self.data + step) - e) / step,))
