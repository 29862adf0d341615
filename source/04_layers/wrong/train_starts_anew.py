"""Draws new weights before it trains.

Caught by: train_one_example, train_or_gate, train_xor, train_agrees, train_continues, train_symmetry,
train_or_gate_converges, train_single_neuron
"""


def train(layers, X, Y, lr, epochs):
    costs = []
    for layer in layers[::2]:
        layer.__init__(layer.W.shape[1], layer.W.shape[0], "he", np.random.default_rng(0))
    for _ in range(epochs):
        cost, back = squared_error_cost(Y, predict(layers, X))
        costs.append(cost)
        for layer in reversed(layers):
            back = layer.backward(back)
        for layer in layers:
            if hasattr(layer, "W"):
                layer.update_params(lr)
    return costs
