"""Gives minus infinity at 0 and below, where it should refuse.

Caught by: log_refuses
"""


class Value:
    def log(self) -> "Value":
        if not self.data > 0.0:
            return Value(-math.inf)
        return _record(math.log(self.data), "log", (self,), (1.0 / self.data,))
