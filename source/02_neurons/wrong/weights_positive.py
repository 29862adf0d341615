"""Draws weights between 0 and 1, which is what rng.uniform does by itself.

Hint: 2
Caught by: weights, mlp_parameters, weights_agrees, layer_agrees
"""


class Neuron:
    def __init__(self, n_inputs, activation="tanh", rng=None):
        rng = np.random.default_rng(rng)
        activate(Value(0.0), activation)
        self.activation = activation
        self.b = Value(0.0, requires_grad=True)
        self.w = [Value(rng.uniform(), requires_grad=True) for _ in range(n_inputs)]
