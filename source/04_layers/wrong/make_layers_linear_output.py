"""Leaves out the last sigmoid.

Caught by: make_layers, make_layers_own, make_layers_agrees
"""


def make_layers(sizes, init, rng):
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers.append(LinearLayer(n_in, n_out, init, rng))
        layers.append(SigmoidLayer())
    return layers[:-1]
