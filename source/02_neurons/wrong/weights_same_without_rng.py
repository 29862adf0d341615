"""Falls back on the seed 0 where no rng is given, so that all such neurons are equal.

Caught by: weights_fresh
"""


class Neuron:
    def __init__(self, n_inputs, activation="tanh", rng=None):
        rng = rng or np.random.default_rng(0)
        activate(Value(0.0), activation)
        self.activation = activation
        self.w = [Value(rng.uniform(-1.0, 1.0), requires_grad=True) for _ in range(n_inputs)]
        self.b = Value(0.0, requires_grad=True, label="b")
