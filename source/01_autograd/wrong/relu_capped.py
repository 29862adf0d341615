"""Cuts the value off at 1 as well.

Caught by: relu_value, relu_derivative, relu_agrees
"""


class Value:
    def relu(self) -> "Value":
        inside = 0.0 < self.data < 1.0
        return _record(min(max(self.data, 0.0), 1.0), "relu", (self,), (1.0 if inside else 0.0,))
