"""Multiplies whatever fits, also a single example, and weights in a column.

Caught by: perceptron_refuses
"""


def perceptron(X, theta):
    return step(np.asarray(X) @ np.asarray(theta))
