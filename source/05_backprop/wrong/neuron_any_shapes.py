"""Multiplies whatever fits, also a single example, and weights in a column.

Caught by: neuron_refuses
"""


def neuron(X, theta):
    return sigmoid(np.asarray(X) @ np.asarray(theta))
