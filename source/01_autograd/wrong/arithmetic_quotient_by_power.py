"""Leaves it to the power to refuse a division by 0, which names the exponent in place of the numerator.

Caught by: arithmetic_refuses
"""


class Value:
    def __truediv__(self, other: "Value | float") -> "Value":
        other = other if isinstance(other, Value) else Value(other)
        return self * other**-1
