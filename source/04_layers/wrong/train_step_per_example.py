"""Takes a step after each example, not after all of them.

Caught by: train_or_gate, train_xor, train_agrees, train_continues, train_symmetry, train_or_gate_converges,
train_single_neuron
"""


def train(layers, X, Y, lr, epochs):
    costs = []
    for _ in range(epochs):
        costs.append(squared_error_cost(Y, predict(layers, X))[0])
        for k in range(X.shape[1]):
            _, back = squared_error_cost(Y[:, k : k + 1], predict(layers, X[:, k : k + 1]))
            for layer in reversed(layers):
                back = layer.backward(back)
            for layer in layers:
                if hasattr(layer, "W"):
                    layer.update_params(lr)
    return costs
