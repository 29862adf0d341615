"""Predicts once, before the first epoch, and goes on stepping down that one gradient.

Caught by: train_xor, train_agrees, train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


def train(layers, X, Y, lr, epochs):
    costs = []
    cost, dY_hat = squared_error_cost(Y, predict(layers, X))
    for _ in range(epochs):
        costs.append(cost)
        back = dY_hat
        for layer in reversed(layers):
            back = layer.backward(back)
        for layer in layers:
            if hasattr(layer, "W"):
                layer.update_params(lr)
    return costs
