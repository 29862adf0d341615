"""Multiplies rows by examples, where the sum has to run over the examples.

Caught by: neuron_gradient, neuron_gradient_differences, neuron_gradient_agrees, neuron_gradient_iris,
neuron_gradient_iris_end
"""


def neuron_gradient(theta, X, y):
    return X @ (neuron(X, theta) - y) / len(X)
