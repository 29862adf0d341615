"""Each operation is made of those before it, where that is exact enough."""


def sub(self, other):
    return self + -(other if isinstance(other, Value) else Value(other))


def rsub(self, other):
    return -self + other


def truediv(self, other):
    divisor = other.data if isinstance(other, Value) else float(other)
    if divisor == 0:
        raise ZeroDivisionError(f"cannot divide {self.data} by {divisor}")
    if not isinstance(other, Value):
        return self * (1 / other)
    return self * other**-1


def rtruediv(self, other):
    return other * self**-1


def power(self, n):
    if isinstance(n, bool) or not isinstance(n, Real):
        raise TypeError(f"the exponent is {n!r}")
    if n == 0:
        return _record(1.0, "**", (self,), (0.0,))
    if self.data == 0 and n < 1:
        raise ZeroDivisionError(f"{self.data} to the power of {n}")
    return _record(math.pow(self.data, n), "**", (self,), (n * math.pow(self.data, n - 1),))


def log(self):
    if self.data <= 0:
        raise ValueError(f"there is no logarithm of {self.data}")
    return _record(math.log(self.data), "log", (self,), (self.data**-1,))


def optimize(self, lr):
    for leaf in self.parameters():
        leaf.data = leaf.data - leaf.grad * lr


Value.__sub__, Value.__rsub__, Value.__truediv__, Value.__rtruediv__ = sub, rsub, truediv, rtruediv
Value.__pow__, Value.log, Value.optimize = power, log, optimize
