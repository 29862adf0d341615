"""Repeats one neuron: the whole layer shares its weights.

Caught by: layer, layer_agrees, mlp, mlp_parameters, mlp_gradients, mlp_narrow, mlp_output_activation, mlp_agrees,
    train
"""


class Layer:
    def __init__(self, n_inputs, n_neurons, activation="tanh", rng=None):
        rng = np.random.default_rng(rng)
        self.neurons = [Neuron(n_inputs, activation, rng)] * n_neurons
