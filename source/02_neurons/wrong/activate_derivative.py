"""Gives the derivative of the sigmoid and of tanh where their value belongs.

Caught by: activate, activate_gradient, neuron, neuron_gradients, mlp, train, train_forgets, train_one_example,
neuron_agrees, mlp_agrees, train_trace, train_predictions, train_gradients, train_invariant, activate_agrees,
layer_agrees
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
