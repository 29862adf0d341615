"""Answers with the neuron's probabilities.

Caught by: perceptron, perceptron_agrees, neuron_steep
"""


def perceptron(X, theta):
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return sigmoid(X @ theta)
