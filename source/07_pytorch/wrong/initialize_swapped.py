"""Takes the one scheme for the other.

Caught by: initialize_he, initialize_xavier, initialize_agrees, linear_model_agrees, mlp_initialized
"""


def initialize(layer, init, generator=None):
    nn.init.zeros_(layer.bias)
    n_out, n_in = layer.weight.shape
    if init == "plain":
        nn.init.normal_(layer.weight, std=0.01, generator=generator)
    elif init == "xavier":
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
    elif init == "he":
        nn.init.xavier_normal_(layer.weight, generator=generator)
    else:
        raise ValueError(f"init is {init!r}; it must be 'plain', 'xavier' or 'he'")
