"""Draws from NumPy's global generator in place of the one that is passed in.

Hint: 2
Caught by: layer, weights, mlp_parameters, weights_agrees, layer_agrees
"""


class Neuron:
    def __init__(self, n_inputs, activation="tanh", rng=None):
        rng = np.random.default_rng(rng)
        activate(Value(0.0), activation)
        self.activation = activation
        self.b = Value(0.0, requires_grad=True)
        self.w = [Value(np.random.uniform(-1.0, 1.0), requires_grad=True) for _ in range(n_inputs)]
