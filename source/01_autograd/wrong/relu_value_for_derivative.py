"""Gives the value as the derivative.

Caught by: relu_derivative, relu_at_zero, relu_agrees
"""


class Value:
    def relu(self) -> "Value":
        value = max(self.data, 0.0)
        return _record(value, "relu", (self,), (value,))
