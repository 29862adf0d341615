"""Gets each derivative by dividing the product by the factor, which fails where a factor is 0.

Hint: 2
Caught by: tanh_neuron, mul_agrees
"""


class Value:
    def __mul__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        product = self.data * other.data
        return _record(product, "*", (self, other), (product / self.data, product / other.data))
