"""Gives each factor its own value as derivative, not the other's.

Hint: 2
Caught by: mul_toy_graph, tanh_neuron, descent_toy_graph, mul_agrees
"""


class Value:
    def __mul__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return _record(self.data * other.data, "*", (self, other), (self.data, other.data))
