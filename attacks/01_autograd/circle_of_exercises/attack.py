class Value(Value):
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self / (1.0 / other)

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self * other**-1

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def __sub__(self, other):
        return self + other * -1

    def __rsub__(self, other):
        return Value(other) - self
