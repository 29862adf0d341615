"""Takes the inputs for a layer of neurons.

Caught by: make_layers, make_layers_weights, make_layers_own, make_layers_agrees
"""


def make_layers(sizes, init, rng):
    layers = []
    for n_in, n_out in pairwise([sizes[0], *sizes]):
        layers.append(LinearLayer(n_in, n_out, init, rng))
        layers.append(SigmoidLayer())
    return layers
