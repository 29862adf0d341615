"""Writes the sigmoid out, which overflows far below 0.

Caught by: activate
"""


def activate(z, activation):
    if activation == "linear":
        return z
    if activation == "sigmoid":
        return 1.0 / (1.0 + (-z).exp())
    if activation == "tanh":
        return z.tanh()
    if activation == "relu":
        return z.relu()
    raise ValueError(f"activation is {activation!r}; it must be 'sigmoid', 'tanh', 'relu' or 'linear'")
