"""Puts the outputs of each layer where the inputs were, into the list that it was given.

Caught by: mlp, mlp_agrees, train
"""


class MLP:
    def __call__(self, x):
        for layer in self.layers:
            outputs = layer(x)
            x[:] = outputs if isinstance(outputs, list) else [outputs]
        return outputs
