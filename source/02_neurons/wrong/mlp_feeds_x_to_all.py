"""Feeds x to every layer and returns what the last one says.

Caught by: mlp, mlp_narrow, mlp_output_activation, train, train_forgets, mlp_agrees, train_trace, train_predictions,
train_gradients
"""


class MLP:
    def __call__(self, x):
        for layer in self.layers:
            outputs = layer(x)
        return outputs
