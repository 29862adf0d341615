"""Computes the formula as it stands: it overflows for large x and loses digits for small x.

Hint: 2
Caught by: tanh_agrees, tanh_extremes
"""


class Value:
    def tanh(self) -> "Value":
        e = math.exp(2.0 * self.data)
        t = (e - 1.0) / (e + 1.0)
        return _record(t, "tanh", (self,), (1.0 - t * t,))
