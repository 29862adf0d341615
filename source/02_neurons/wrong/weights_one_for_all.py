"""Repeats one weight: every entry of the list is the same Value.

Hint: 3
Caught by: weights, weights_agrees, neuron, neuron_gradients, neuron_agrees, layer, layer_single, layer_agrees, mlp,
    mlp_parameters, mlp_gradients, mlp_narrow, mlp_output_activation, mlp_agrees, train
"""


class Neuron:
    def __init__(self, n_inputs, activation="tanh", rng=None):
        rng = np.random.default_rng(rng)
        activate(Value(0.0), activation)
        self.activation = activation
        self.b = Value(0.0, requires_grad=True)
        self.w = [Value(rng.uniform(-1.0, 1.0), requires_grad=True)] * n_inputs
