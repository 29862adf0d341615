"""Makes a generator of its own, always with the same seed.

Caught by: initialize_generator, initialize_agrees, linear_model_agrees, mlp_initialized
"""


def initialize(layer, init, generator=None):
    nn.init.zeros_(layer.bias)
    n_out, n_in = layer.weight.shape
    if init == "plain":
        nn.init.normal_(layer.weight, std=0.01, generator=generator)
    elif init == "xavier":
        nn.init.xavier_normal_(layer.weight, generator=torch.Generator().manual_seed(0))
    elif init == "he":
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=torch.Generator().manual_seed(0))
    else:
        raise ValueError(f"init is {init!r}; it must be 'plain', 'xavier' or 'he'")
