"""Passes the gradient on at exactly 0.

Hint: 2
Caught by: relu_at_zero
"""


class Value:
    def relu(self) -> "Value":
        return _record(max(self.data, 0.0), "relu", (self,), (1.0 if self.data >= 0.0 else 0.0,))
