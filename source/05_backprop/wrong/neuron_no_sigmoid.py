"""Returns the weighted sums themselves.

Hint: 3
Caught by: neuron, neuron_arguments, neuron_refuses, neuron_agrees, neuron_steep, neuron_gradient,
neuron_gradient_agrees
"""


def neuron(X, theta):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    X, theta = np.asarray(X, dtype=float), np.asarray(theta, dtype=float)
    return X @ theta
