"""Makes a new generator for each layer, from the same seed.

Caught by: make_layers_weights, make_layers_agrees
"""


def make_layers(sizes, init, rng):
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers.append(LinearLayer(n_in, n_out, init, np.random.default_rng(3)))
        layers.append(SigmoidLayer())
    return layers
