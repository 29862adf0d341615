"""Exchanges the numbers of inputs and outputs.

Caught by: make_layers, make_layers_weights, make_layers_agrees
"""


def make_layers(sizes, init, rng):
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers.append(LinearLayer(n_out, n_in, init, rng))
        layers.append(SigmoidLayer())
    return layers
