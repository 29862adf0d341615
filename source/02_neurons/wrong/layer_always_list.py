"""Returns a list even for a single neuron.

Hint: 3
Caught by: layer_single, mlp, mlp_gradients, mlp_output_activation, train
"""


class Layer:
    def __call__(self, x):
        return [neuron(x) for neuron in self.neurons]
