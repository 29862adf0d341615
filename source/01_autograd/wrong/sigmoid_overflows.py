"""Computes the formula as it stands, which overflows far below 0.

Hint: 2
Caught by: sigmoid_finite
"""


class Value:
    def sigmoid(self) -> "Value":
        s = 1.0 / (1.0 + math.exp(-self.data))
        return _record(s, "sigmoid", (self,), (s * (1.0 - s),))
