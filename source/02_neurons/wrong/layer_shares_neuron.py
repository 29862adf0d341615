"""Repeats one neuron: the whole layer shares its weights.

Caught by: layer, mlp, mlp_parameters, mlp_narrow, mlp_output_activation, train, train_forgets, mlp_agrees, train_trace,
train_predictions, train_gradients, layer_agrees
"""


class Layer:
    def __init__(self, n_inputs, n_neurons, activation="tanh", rng=None):
        rng = np.random.default_rng(rng)
        self.neurons = [Neuron(n_inputs, activation, rng)] * n_neurons
