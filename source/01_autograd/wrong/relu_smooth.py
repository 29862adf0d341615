"""Uses the softplus, a smooth curve that comes close to relu away from 0.

Caught by: relu_value, relu_derivative, relu_at_zero, relu_agrees
"""


class Value:
    def relu(self) -> "Value":
        e = math.exp(-abs(self.data))
        slope = 1.0 / (1.0 + e) if self.data > 0.0 else e / (1.0 + e)
        return _record(max(self.data, 0.0) + math.log1p(e), "relu", (self,), (slope,))
