"""Gives the value s as the derivative.

Caught by: sigmoid_derivative, sigmoid_agrees
"""


class Value:
    def sigmoid(self) -> "Value":
        e = math.exp(-abs(self.data))
        s = 1.0 / (1.0 + e) if self.data >= 0.0 else e / (1.0 + e)
        return _record(s, "sigmoid", (self,), (s,))
