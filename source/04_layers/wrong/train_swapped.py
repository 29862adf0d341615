"""Calls the cost with prediction and truth exchanged: the cost is the same, the gradient the opposite.

Caught by: train_one_example, train_or_gate, train_xor, train_agrees, train_continues, train_symmetry,
train_or_gate_converges, train_single_neuron
"""


def train(layers, X, Y, lr, epochs):
    costs = []
    for _ in range(epochs):
        cost, back = squared_error_cost(predict(layers, X), Y)
        costs.append(cost)
        for layer in reversed(layers):
            back = layer.backward(back)
        for layer in layers:
            if hasattr(layer, "W"):
                layer.update_params(lr)
    return costs
