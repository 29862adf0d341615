"""Passes the single Value of a one-neuron layer on without a list around it.

Hint: 3
Caught by: mlp_narrow
"""


class MLP:
    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
