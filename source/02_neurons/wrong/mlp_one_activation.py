"""Ignores output_activation.

Caught by: mlp_output_activation, mlp_agrees
"""


class MLP:
    def __init__(self, n_inputs, layer_sizes, activation="tanh", rng=None, *, output_activation=None):
        rng = np.random.default_rng(rng)
        inputs = [n_inputs, *layer_sizes]
        self.layers = [Layer(n_in, n_out, activation, rng) for n_in, n_out in zip(inputs, layer_sizes, strict=False)]
