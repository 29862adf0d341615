"""Adds a bias of 1, though the column of ones is there for it.

Caught by: neuron, neuron_arguments, neuron_refuses, neuron_agrees, neuron_steep, neuron_gradient,
neuron_gradient_agrees
"""


def neuron(X, theta):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return sigmoid(X @ theta + 1.0)
