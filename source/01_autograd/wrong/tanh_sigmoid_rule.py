"""Uses the derivative of the sigmoid, t * (1 - t).

Caught by: tanh_derivative, tanh_neuron, tanh_agrees, tanh_extremes
"""


class Value:
    def tanh(self) -> "Value":
        t = math.tanh(self.data)
        return _record(t, "tanh", (self,), (t * (1.0 - t),))
