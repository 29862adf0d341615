"""Sorts the labels on the way.

Caught by: train_xor, train_continues
"""


def train(layers, X, Y, lr, epochs):
    costs, labels = [], Y.copy()
    for _ in range(epochs):
        cost, back = squared_error_cost(labels, predict(layers, X))
        costs.append(cost)
        for layer in reversed(layers):
            back = layer.backward(back)
        for layer in layers:
            if isinstance(layer, LinearLayer):
                layer.update_params(lr)
        Y.sort()
    return costs
