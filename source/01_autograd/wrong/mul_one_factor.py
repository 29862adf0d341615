"""Records the first factor alone, as if the second were a constant.

Caught by: mul_toy_graph, tanh_neuron, descent_toy_graph, mul_agrees, mul_requires_gradient
"""


class Value:
    def __mul__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return _record(self.data * other.data, "*", (self,), (other.data,))
