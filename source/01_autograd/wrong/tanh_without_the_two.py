"""Forgets the 2 in (e ** (2 * x) - 1) / (e ** (2 * x) + 1).

Caught by: tanh_value, tanh_derivative, tanh_neuron, tanh_agrees, tanh_extremes
"""


class Value:
    def tanh(self) -> "Value":
        e = math.exp(self.data)
        t = (e - 1.0) / (e + 1.0)
        return _record(t, "tanh", (self,), (1.0 - t * t,))
