"""Returns the cost of each epoch after its step.

Hint: 3
Caught by: train_one_example, train_or_gate, train_xor, train_agrees, train_continues, train_symmetry,
train_or_gate_converges, train_single_neuron
"""


def train(layers, X, Y, lr, epochs):
    costs = []
    for _ in range(epochs):
        cost, back = squared_error_cost(Y, predict(layers, X))
        for layer in reversed(layers):
            back = layer.backward(back)
        for layer in layers:
            if hasattr(layer, "W"):
                layer.update_params(lr)
        costs.append(squared_error_cost(Y, predict(layers, X))[0])
    return costs
