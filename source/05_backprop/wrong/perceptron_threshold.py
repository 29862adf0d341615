"""Fires above one half, the neuron's threshold, in place of 0.

Caught by: perceptron, perceptron_agrees, neuron_steep
"""


def perceptron(X, theta):
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return step(X @ theta - 0.5)
