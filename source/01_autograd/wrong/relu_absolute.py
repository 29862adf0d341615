"""Gives the absolute value.

Caught by: relu_value, relu_derivative, relu_agrees
"""


class Value:
    def relu(self) -> "Value":
        sign = (self.data > 0.0) - (self.data < 0.0)
        return _record(abs(self.data), "relu", (self,), (float(sign),))
