"""Makes the last layer linear where it should have the activation of the others.

Caught by: mlp, train, train_forgets, train_trace, train_predictions, train_gradients
"""


class MLP:
    def __init__(self, n_inputs, layer_sizes, activation="tanh", rng=None, *, output_activation=None):
        rng = np.random.default_rng(rng)
        inputs = [n_inputs, *layer_sizes]
        activations = [activation] * (len(layer_sizes) - 1) + [output_activation or "linear"]
        self.layers = [Layer(*each, rng) for each in zip(inputs, layer_sizes, activations, strict=False)]
