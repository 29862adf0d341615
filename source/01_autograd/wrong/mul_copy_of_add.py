"""Has the value of a product with the derivatives of a sum, left over from a copied line.

Caught by: mul_toy_graph, tanh_neuron, descent_toy_graph, mul_agrees
"""


class Value:
    def __mul__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return _record(self.data * other.data, "*", (self, other), (1.0, 1.0))
