"""Multiplies by the sigmoid's derivative, which the logarithm has cancelled.

Caught by: neuron_gradient, neuron_gradient_differences, neuron_gradient_agrees, neuron_gradient_iris,
neuron_gradient_iris_end
"""


def neuron_gradient(theta, X, y):
    a = neuron(X, theta)
    return ((a - y) * a * (1.0 - a)) @ X / len(X)
