"""Goes through the layers from front to back with the gradient too.

Hint: 2
Caught by: train_one_example, train_or_gate, train_xor, train_agrees, train_continues, train_symmetry,
train_or_gate_converges, train_single_neuron
"""


def train(layers, X, Y, lr, epochs):
    costs = []
    for _ in range(epochs):
        cost, back = squared_error_cost(Y, predict(layers, X))
        costs.append(cost)
        for layer in layers:
            back = layer.backward(back)
        for layer in layers:
            if hasattr(layer, "W"):
                layer.update_params(lr)
    return costs
