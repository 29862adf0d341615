"""Has one sigmoid layer for all: it remembers the last forward pass only.

Hint: 3
Caught by: make_layers_own
"""


def make_layers(sizes, init, rng):
    layers, sigmoid = [], SigmoidLayer()
    for n_in, n_out in pairwise(sizes):
        layers.append(LinearLayer(n_in, n_out, init, rng))
        layers.append(sigmoid)
    return layers
