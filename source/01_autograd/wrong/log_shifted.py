"""Adds a small number to the operand, so that 0 has a logarithm and every value is slightly wrong.

Caught by: log_value, log_derivative, log_refuses, log_agrees
"""


class Value:
    def log(self) -> "Value":
        shifted = self.data + 1e-8
        if not shifted > 0.0:
            raise ValueError(f"log takes a value above 0, not {self.data}")
        return _record(math.log(shifted), "log", (self,), (1.0 / shifted,))
