"""Gives the value t as the derivative.

Caught by: tanh_derivative, tanh_neuron, tanh_agrees, tanh_extremes
"""


class Value:
    def tanh(self) -> "Value":
        t = math.tanh(self.data)
        return _record(t, "tanh", (self,), (t,))
