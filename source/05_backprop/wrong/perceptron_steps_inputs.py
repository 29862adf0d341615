"""Applies the step to the inputs, and not to their weighted sum.

Caught by: perceptron, perceptron_agrees, neuron_steep
"""


def perceptron(X, theta):
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return step(X) @ theta
