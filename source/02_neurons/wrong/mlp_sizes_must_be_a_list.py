"""Joins layer_sizes to a list with +, which a tuple does not allow.

Caught by: mlp_narrow
"""


class MLP:
    def __init__(self, n_inputs, layer_sizes, activation="tanh", rng=None, *, output_activation=None):
        rng = np.random.default_rng(rng)
        inputs = [n_inputs] + layer_sizes  # noqa: RUF005  (this is the mistake)
        activations = [activation] * (len(layer_sizes) - 1) + [output_activation or activation]
        self.layers = [Layer(*each, rng) for each in zip(inputs, layer_sizes, activations, strict=False)]
