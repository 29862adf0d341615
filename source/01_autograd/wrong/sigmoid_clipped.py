"""Cuts the operand off at -30 and 30 to avoid the overflow.

Hint: 2
Caught by: sigmoid_finite, sigmoid_exact
"""


class Value:
    def sigmoid(self) -> "Value":
        s = 1.0 / (1.0 + math.exp(-min(max(self.data, -30.0), 30.0)))
        return _record(s, "sigmoid", (self,), (s * (1.0 - s),))
