"""Refuses without saying which value it was given.

Hint: 2
Caught by: log_refuses
"""


class Value:
    def log(self) -> "Value":
        if not self.data > 0.0:
            raise ValueError("math domain error")
        return _record(math.log(self.data), "log", (self,), (1.0 / self.data,))
