"""Leaves out the factor 2 that makes up for the zeros of the ReLU.

Hint: 3
Caught by: initialize_he, initialize_agrees, mlp_initialized
"""


def initialize(layer, init, generator=None):
    nn.init.zeros_(layer.bias)
    n_out, n_in = layer.weight.shape
    if init == "plain":
        nn.init.normal_(layer.weight, std=0.01, generator=generator)
    elif init == "xavier":
        nn.init.xavier_normal_(layer.weight, generator=generator)
    elif init == "he":
        nn.init.kaiming_normal_(layer.weight, nonlinearity="linear", generator=generator)
    else:
        raise ValueError(f"init is {init!r}; it must be 'plain', 'xavier' or 'he'")
