"""Answers with the neuron's probabilities.

Caught by: perceptron, perceptron_arguments, perceptron_refuses, perceptron_agrees
"""


def perceptron(X, theta):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return sigmoid(X @ theta)
