"""Computes the activation from z.data, so that the result is a leaf that no gradient gets past.

Hint: 2
Caught by: activate_gradient, activate_agrees, neuron_gradients, neuron_agrees, layer, layer_agrees, mlp_gradients,
    mlp_agrees, train
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
