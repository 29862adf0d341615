"""Always initializes in the same way, whatever is asked for.

Caught by: make_layers_weights, make_layers_agrees
"""


def make_layers(sizes, init, rng):
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers.append(LinearLayer(n_in, n_out, "xavier", rng))
        layers.append(SigmoidLayer())
    return layers
