"""Turns the inputs into Values that require a gradient: training would change the data.

Caught by: neuron_gradients
"""


class Neuron:
    def __call__(self, x):
        if len(x) != len(self.w):
            raise ValueError(f"x has {len(x)} entries for {len(self.w)} inputs")

        x = [v if isinstance(v, Value) else Value(v, requires_grad=True) for v in x]
        return activate(sum((w * v for w, v in zip(self.w, x, strict=False)), self.b), self.activation)
