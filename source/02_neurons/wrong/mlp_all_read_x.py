"""Gives every layer n_inputs inputs, in place of the number of neurons before it.

Hint: 2
Caught by: mlp, mlp_parameters, mlp_gradients, mlp_narrow, mlp_agrees, train
"""


class MLP:
    def __init__(self, n_inputs, layer_sizes, activation="tanh", rng=None, *, output_activation=None):
        rng = np.random.default_rng(rng)
        activations = [activation] * (len(layer_sizes) - 1) + [output_activation or activation]
        self.layers = [Layer(n_inputs, size, name, rng) for size, name in zip(layer_sizes, activations, strict=False)]
