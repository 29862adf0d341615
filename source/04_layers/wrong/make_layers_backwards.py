"""Draws the weights from the output to the input.

Caught by: make_layers_weights, make_layers_agrees
"""


def make_layers(sizes, init, rng):
    layers = []
    for n_in, n_out in reversed(list(pairwise(sizes))):
        layers = [LinearLayer(n_in, n_out, init, rng), SigmoidLayer(), *layers]
    return layers
