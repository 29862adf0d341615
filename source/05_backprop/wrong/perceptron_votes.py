"""Applies the step to every product, and lets the products vote.

Caught by: perceptron, perceptron_arguments, perceptron_agrees
"""


def perceptron(X, theta):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return step(step(X * theta).sum(axis=1) - 1.0)
