"""Adds up the outputs of its neurons.

Caught by: layer, layer_agrees, mlp, mlp_gradients, mlp_narrow, mlp_output_activation, mlp_agrees, train
"""


class Layer:
    def __call__(self, x):
        return sum((neuron(x) for neuron in self.neurons), Value(0.0))
