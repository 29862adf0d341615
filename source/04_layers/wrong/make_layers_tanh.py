"""Puts a tanh where a sigmoid belongs.

Caught by: make_layers, make_layers_agrees, train_one_example, train_or_gate, train_xor, train_agrees,
train_or_gate_converges, train_single_neuron, cross_learns_xor, train_continues, train_symmetry
"""


def make_layers(sizes, init, rng):
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers.append(LinearLayer(n_in, n_out, init, rng))
        layers.append(TanhLayer())
    return layers
