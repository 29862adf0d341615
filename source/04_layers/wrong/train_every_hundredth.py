"""Keeps the cost of every hundredth epoch only.

Caught by: train_xor, train_agrees, train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


def train(layers, X, Y, lr, epochs):
    costs = []
    for epoch in range(epochs):
        cost, back = squared_error_cost(Y, predict(layers, X))
        if epoch % 100 == 0:
            costs.append(cost)
        for layer in reversed(layers):
            back = layer.backward(back)
        for layer in layers:
            if hasattr(layer, "W"):
                layer.update_params(lr)
    return costs
