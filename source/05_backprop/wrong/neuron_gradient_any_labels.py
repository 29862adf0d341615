"""Takes labels of any shape: a column makes a table of all differences.

Caught by: neuron_gradient_refuses
"""


def neuron_gradient(theta, X, y, answer=neuron):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    y = np.asarray(y, dtype=float)
    return ((answer(X, theta) - y) @ X / len(X)).reshape(-1, len(theta))[0]
