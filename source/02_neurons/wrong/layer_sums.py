"""Adds up the outputs of its neurons.

Caught by: layer, mlp, mlp_narrow, mlp_output_activation, train, train_forgets, mlp_agrees, train_trace,
train_predictions, train_gradients, layer_agrees
"""


class Layer:
    def __call__(self, x):
        return sum((neuron(x) for neuron in self.neurons), Value(0.0))
