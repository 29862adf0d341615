"""Forgets the minus sign in the sigmoid's exponent.

Caught by: activate, activate_gradient, activate_agrees, neuron_agrees, layer_agrees, mlp_agrees
"""


def activate(z, activation):
    if activation == "linear":
        return z
    if activation == "sigmoid":
        return 1.0 / (1.0 + z.exp())
    if activation == "tanh":
        return z.tanh()
    if activation == "relu":
        return z.relu()
    raise ValueError(f"unknown activation {activation!r}")
