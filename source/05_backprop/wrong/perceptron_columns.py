"""Takes the columns of X for the examples.

Hint: 2
Caught by: perceptron, perceptron_arguments, perceptron_refuses, perceptron_agrees
"""


def perceptron(X, theta):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return step(theta @ X)
