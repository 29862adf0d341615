"""Takes any name that it does not know for the last scheme.

Caught by: initialize_unknown
"""


def initialize(layer, init, generator=None):
    nn.init.zeros_(layer.bias)
    n_out, n_in = layer.weight.shape
    if init == "plain":
        nn.init.normal_(layer.weight, std=0.01, generator=generator)
    elif init == "xavier":
        nn.init.xavier_normal_(layer.weight, generator=generator)
    elif init == "he":
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
    else:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
