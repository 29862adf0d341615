"""Feeds x to every layer and returns what the last one says.

Hint: 3
Caught by: mlp, mlp_gradients, mlp_narrow, mlp_output_activation, mlp_agrees, train
"""


class MLP:
    def __call__(self, x):
        for layer in self.layers:
            outputs = layer(x)
        return outputs
