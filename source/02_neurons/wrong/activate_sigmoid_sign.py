"""Forgets the minus sign in the sigmoid's exponent.

Caught by: activate, activate_gradient, neuron_agrees, mlp_agrees, train_invariant, train_one_example, activate_agrees,
layer_agrees
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
