"""Passes the numbers of a hidden layer on, without the graph that they come from.

Caught by: mlp_gradients, mlp_agrees, train
"""


class MLP:
    def __call__(self, x):
        for layer in self.layers:
            outputs = layer(x)
            x = [Value(output.data) for output in (outputs if isinstance(outputs, list) else [outputs])]
        return outputs
