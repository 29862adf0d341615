class Value:
    def tanh(self) -> Value:
        t = math.tanh(self.data)
        return _record(t, "tanh", (self,), (1.0 - t,))

    def relu(self) -> Value:
        slope = 1.0 if self.data > 0.0 else 0.0
        return _record(slope * self.data, "relu", [self], (slope)) + zero

    def zero_grad(self) -> None:
        raise NotImplementedError()
