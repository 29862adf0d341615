"""Gives 1 - t as the derivative; the slope is 1 - t ** 2.

Caught by: tanh_derivative, tanh_neuron, tanh_agrees, tanh_extremes
"""


class Value:
    def tanh(self) -> "Value":
        t = math.tanh(self.data)
        return _record(t, "tanh", (self,), (1.0 - t,))
