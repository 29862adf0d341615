"""Returns the weighted sums themselves.

Caught by: perceptron, perceptron_agrees, neuron_steep
"""


def perceptron(X, theta):
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return X @ theta
