"""Gives the logarithm as its own derivative, as if it were the exponential.

Caught by: log_derivative, log_agrees
"""


class Value:
    def log(self) -> "Value":
        if not self.data > 0.0:
            raise ValueError(f"log takes a value above 0, not {self.data}")
        value = math.log(self.data)
        return _record(value, "log", (self,), (value,))
