"""Adds a bias of 1, though the column of ones is there for it.

Caught by: neuron, neuron_agrees, neuron_steep, neuron_gradient, neuron_gradient_differences,
neuron_gradient_agrees, neuron_gradient_iris, neuron_gradient_iris_end
"""


def neuron(X, theta):
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return sigmoid(X @ theta + 1.0)
