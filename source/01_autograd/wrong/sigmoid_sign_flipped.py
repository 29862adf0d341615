"""Forgets the minus in the exponent.

Caught by: sigmoid_value, sigmoid_finite, sigmoid_agrees, sigmoid_exact
"""


class Value:
    def sigmoid(self) -> "Value":
        e = math.exp(-abs(self.data))
        s = e / (1.0 + e) if self.data >= 0.0 else 1.0 / (1.0 + e)
        return _record(s, "sigmoid", (self,), (s * (1.0 - s),))
