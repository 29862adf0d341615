"""Lets zip drop what is too long, in place of refusing it.

Hint: 3
Caught by: neuron_wrong_length
"""


class Neuron:
    def __call__(self, x):
        return activate(sum((w * v for w, v in zip(self.w, x, strict=False)), self.b), self.activation)
