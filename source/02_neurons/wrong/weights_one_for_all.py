"""Repeats one weight: every entry of the list is the same Value.

Caught by: weights, neuron, neuron_gradients, layer, mlp, mlp_parameters, mlp_narrow, mlp_output_activation, train,
train_forgets, neuron_agrees, mlp_agrees, squared_error_labels, train_trace, train_predictions, train_gradients,
train_invariant, train_one_example, weights_agrees, layer_agrees
"""


class Neuron:
    def __init__(self, n_inputs, activation="tanh", rng=None):
        rng = np.random.default_rng(rng)
        activate(Value(0.0), activation)
        self.activation = activation
        self.b = Value(0.0, requires_grad=True)
        self.w = [Value(rng.uniform(-1.0, 1.0), requires_grad=True)] * n_inputs
