"""Passes the gradient on below 0 too.

Caught by: relu_derivative, relu_at_zero, relu_agrees
"""


class Value:
    def relu(self) -> "Value":
        return _record(max(self.data, 0.0), "relu", (self,), (1.0,))
