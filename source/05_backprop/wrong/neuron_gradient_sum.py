"""Adds the examples' gradients up and takes no mean.

Caught by: neuron_gradient, neuron_gradient_differences, neuron_gradient_agrees, neuron_gradient_iris,
neuron_gradient_iris_end
"""


def neuron_gradient(theta, X, y):
    return (neuron(X, theta) - y) @ X
