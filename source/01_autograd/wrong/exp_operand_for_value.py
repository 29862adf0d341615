"""Gives x as the derivative where the value e ** x belongs.

Hint: 2
Caught by: exp_derivative, exp_agrees
"""


class Value:
    def exp(self) -> "Value":
        if self.data > LARGEST_EXPONENT:
            raise ValueError(f"exp takes a value of at most {LARGEST_EXPONENT:.2f}, or it overflows, not {self.data}")
        return _record(math.exp(self.data), "exp", (self,), (self.data,))
