"""Takes the logarithm to base 10.

Caught by: log_value, log_agrees
"""


class Value:
    def log(self) -> "Value":
        if not self.data > 0.0:
            raise ValueError(f"log takes a value above 0, not {self.data}")
        return _record(math.log10(self.data), "log", (self,), (1.0 / self.data,))
