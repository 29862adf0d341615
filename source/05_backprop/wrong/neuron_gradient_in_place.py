"""Turns the labels into errors in the array that it was given.

Caught by: neuron_gradient_arguments
"""


def neuron_gradient(theta, X, y, answer=neuron):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    y = as_array("y", y, len(X))
    y -= answer(X, theta)
    return -y @ X / len(X)
