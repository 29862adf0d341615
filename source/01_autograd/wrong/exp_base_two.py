"""Raises 2, not e, to the power x.

Caught by: exp_value, exp_derivative, exp_refuses, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        if self.data > LARGEST_EXPONENT:
            raise ValueError(f"exp takes a value of at most {LARGEST_EXPONENT:.2f}, or it overflows, not {self.data}")
        e = 2.0**self.data
        return _record(e, "exp", (self,), (e,))
