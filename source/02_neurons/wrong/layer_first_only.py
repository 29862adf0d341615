"""Returns the output of its first neuron alone.

Caught by: layer, layer_agrees, mlp, mlp_gradients, mlp_narrow, mlp_output_activation, mlp_agrees, train
"""


class Layer:
    def __call__(self, x):
        return self.neurons[0](x)
