"""Applies tanh to whatever is not linear or a sigmoid, and so has no ReLU and refuses nothing.

Caught by: activate, activate_gradient, activate_unknown, layer, mlp_output_activation, neuron_agrees, mlp_agrees,
activate_agrees, layer_agrees
"""


def activate(z, activation):
    if activation == "linear":
        return z
    if activation == "sigmoid":
        return z.sigmoid()
    return z.tanh()
