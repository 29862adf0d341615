"""Computes (1 + tanh(x / 2)) / 2, which cancels to 0 far below 0.

Hint: 3
Caught by: sigmoid_exact
"""


class Value:
    def sigmoid(self) -> "Value":
        s = 0.5 * (1.0 + math.tanh(0.5 * self.data))
        return _record(s, "sigmoid", (self,), (s * (1.0 - s),))
