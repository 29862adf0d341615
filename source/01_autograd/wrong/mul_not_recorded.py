"""Computes the product but does not record where it came from.

Hint: 3
Caught by: mul_toy_graph, tanh_neuron, descent_toy_graph, mul_agrees, mul_requires_gradient
"""


class Value:
    def __mul__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data)
