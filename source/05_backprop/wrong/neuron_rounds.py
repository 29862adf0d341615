"""Answers with labels in place of probabilities.

Caught by: neuron, neuron_agrees, neuron_steep, neuron_gradient, neuron_gradient_differences,
neuron_gradient_agrees, neuron_gradient_iris, neuron_gradient_iris_end
"""


def neuron(X, theta):
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return step(X @ theta)
