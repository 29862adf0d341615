"""Squares the operand x in the derivative, not the value t.

Caught by: tanh_derivative, tanh_neuron, tanh_agrees, tanh_extremes
"""


class Value:
    def tanh(self) -> "Value":
        return _record(math.tanh(self.data), "tanh", (self,), (1.0 - self.data**2,))
