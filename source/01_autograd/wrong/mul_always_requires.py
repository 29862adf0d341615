"""Marks every product as requiring a gradient.

Caught by: mul_requires_gradient
"""


class Value:
    def __mul__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        product = _record(self.data * other.data, "*", (self, other), (other.data, self.data))
        product.requires_grad = True
        return product
