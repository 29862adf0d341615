"""Does not hand the activation on: every neuron is a tanh neuron.

Hint: 2
Caught by: layer, layer_single, layer_agrees, mlp_narrow, mlp_output_activation, mlp_agrees
"""


class Layer:
    def __init__(self, n_inputs, n_neurons, activation="tanh", rng=None):
        rng = np.random.default_rng(rng)
        self.neurons = [Neuron(n_inputs, rng=rng) for _ in range(n_neurons)]
