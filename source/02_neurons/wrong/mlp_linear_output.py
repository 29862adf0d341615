"""Makes the last layer linear where it should have the activation of the others.

Caught by: mlp, mlp_gradients, train
"""


class MLP:
    def __init__(self, n_inputs, layer_sizes, activation="tanh", rng=None, *, output_activation=None):
        rng = np.random.default_rng(rng)
        inputs = [n_inputs, *layer_sizes]
        activations = [activation] * (len(layer_sizes) - 1) + [output_activation or "linear"]
        self.layers = [Layer(*each, rng) for each in zip(inputs, layer_sizes, activations, strict=False)]
