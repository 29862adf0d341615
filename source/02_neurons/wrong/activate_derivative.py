"""Gives the derivative of the sigmoid and of tanh where their value belongs.

Caught by: activate, activate_gradient, activate_agrees, neuron, neuron_gradients, neuron_agrees, layer_agrees, mlp,
    mlp_gradients, mlp_agrees, train
"""


def activate(z, activation):
    if activation == "linear":
        return z
    if activation == "sigmoid":
        return z.sigmoid() * (1.0 - z.sigmoid())
    if activation == "tanh":
        return 1.0 - z.tanh() ** 2
    if activation == "relu":
        return z.relu()
    raise ValueError(f"unknown activation {activation!r}")
