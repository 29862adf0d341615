"""Does not hand the rng on: every neuron draws from a fresh one.

Hint: 2
Caught by: layer, mlp_parameters, layer_agrees
"""


class Layer:
    def __init__(self, n_inputs, n_neurons, activation="tanh", rng=None):
        rng = np.random.default_rng(rng)
        self.neurons = [Neuron(n_inputs, activation) for _ in range(n_neurons)]
