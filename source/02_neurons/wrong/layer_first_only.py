"""Returns the output of its first neuron alone.

Caught by: layer, mlp, mlp_narrow, mlp_output_activation, train, train_forgets, mlp_agrees, train_trace,
train_predictions, train_gradients, layer_agrees
"""


class Layer:
    def __call__(self, x):
        return self.neurons[0](x)
