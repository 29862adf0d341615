"""Draws from PyTorch's global generator, and leaves aside the one that was passed in.

Caught by: initialize_generator, initialize_agrees, linear_model_agrees, mlp_initialized
"""


def initialize(layer, init, generator=None):
    nn.init.zeros_(layer.bias)
    n_out, n_in = layer.weight.shape
    if init == "plain":
        nn.init.normal_(layer.weight, std=0.01, generator=generator)
    elif init == "xavier":
        nn.init.xavier_normal_(layer.weight)
    elif init == "he":
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    else:
        raise ValueError(f"init is {init!r}; it must be 'plain', 'xavier' or 'he'")
