"""Draws numbers before it knows which scheme is wanted, and so moves the generator on.

Caught by: initialize_agrees, linear_model_agrees, mlp_initialized
"""


def initialize(layer, init, generator=None):
    nn.init.normal_(layer.weight, std=0.01, generator=generator)
    nn.init.zeros_(layer.bias)
    if init == "xavier":
        nn.init.xavier_normal_(layer.weight, generator=generator)
    elif init == "he":
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
    elif init != "plain":
        raise ValueError(f"init is {init!r}; it must be 'plain', 'xavier' or 'he'")
