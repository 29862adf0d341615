"""Leaves the sigmoid out, as if the neuron were linear.

Caught by: neuron_gradient, neuron_gradient_differences, neuron_gradient_agrees, neuron_gradient_iris,
neuron_gradient_iris_end
"""


def neuron_gradient(theta, X, y):
    return (X @ theta - y) @ X / len(X)
