"""Gives x as the derivative where 1 / x belongs.

Hint: 3
Caught by: log_derivative, log_agrees
"""


class Value:
    def log(self) -> "Value":
        if not self.data > 0.0:
            raise ValueError(f"log takes a value above 0, not {self.data}")
        return _record(math.log(self.data), "log", (self,), (self.data,))
