"""Returns a list even for a single neuron.

Caught by: layer_single, mlp, mlp_output_activation, train, train_forgets, train_trace, train_predictions,
train_gradients
"""


class Layer:
    def __call__(self, x):
        return [neuron(x) for neuron in self.neurons]
