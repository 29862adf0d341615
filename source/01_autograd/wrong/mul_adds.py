"""Adds where it should multiply, left over from a copied line.

Caught by: mul_value, mul_toy_graph, tanh_neuron, descent_toy_graph, mul_agrees, mul_requires_gradient
"""


class Value:
    def __mul__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return _record(self.data + other.data, "*", (self, other), (other.data, self.data))
