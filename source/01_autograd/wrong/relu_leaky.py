"""Lets a hundredth of a negative operand through.

Caught by: relu_value, relu_derivative, relu_at_zero, relu_agrees
"""


class Value:
    def relu(self) -> "Value":
        slope = 1.0 if self.data > 0.0 else 0.01
        return _record(slope * self.data, "relu", (self,), (slope,))
