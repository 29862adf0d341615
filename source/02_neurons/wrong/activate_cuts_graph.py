"""Computes the activation from z.data, so that the result is a leaf that no gradient gets past.

Caught by: activate_gradient, neuron_gradients, train, train_forgets, train_one_example, squared_error_labels,
train_trace, train_predictions, train_gradients, train_invariant, activate_agrees
"""


def activate(z, activation):
    if activation == "linear":
        return z
    if activation == "sigmoid":
        return Value(1.0 / (1.0 + np.exp(-z.data)))
    if activation == "tanh":
        return Value(float(np.tanh(z.data)))
    if activation == "relu":
        return Value(max(0.0, z.data))
    raise ValueError(f"unknown activation {activation!r}")
