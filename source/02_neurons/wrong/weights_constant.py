"""Makes weights that require no gradient: they never learn.

Hint: 2
Caught by: weights_require_gradients, neuron_gradients, neuron_agrees, mlp_gradients, mlp_agrees, train
"""


class Neuron:
    def __init__(self, n_inputs, activation="tanh", rng=None):
        rng = np.random.default_rng(rng)
        activate(Value(0.0), activation)
        self.activation = activation
        self.b = Value(0.0, requires_grad=True)
        self.w = [Value(rng.uniform(-1.0, 1.0)) for _ in range(n_inputs)]
