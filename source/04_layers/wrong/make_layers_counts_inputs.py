"""Takes the inputs for a layer of neurons.

Caught by: make_layers, make_layers_weights, make_layers_agrees, train_one_example, train_or_gate, train_xor,
train_agrees, train_symmetry, train_or_gate_converges, train_single_neuron, cross_learns_xor, make_layers_own,
train_continues
"""


def make_layers(sizes, init, rng):
    layers = []
    for n_in, n_out in pairwise([sizes[0], *sizes]):
        layers.append(LinearLayer(n_in, n_out, init, rng))
        layers.append(SigmoidLayer())
    return layers
