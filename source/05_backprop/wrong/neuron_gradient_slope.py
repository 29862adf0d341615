"""Multiplies by the sigmoid's derivative, which the logarithm has cancelled.

Hint: 4
Caught by: neuron_gradient, neuron_gradient_differences, neuron_gradient_perceptron, neuron_gradient_arguments,
neuron_gradient_refuses, neuron_gradient_agrees, neuron_gradient_iris, neuron_gradient_iris_end
"""


def neuron_gradient(theta, X, y, answer=neuron):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    y = as_array("y", y, len(X))
    a = answer(X, theta)
    return ((a - y) * a * (1.0 - a)) @ X / len(X)
