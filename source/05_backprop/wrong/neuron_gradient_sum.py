"""Adds the examples' gradients up and takes no mean.

Hint: 3
Caught by: neuron_gradient, neuron_gradient_differences, neuron_gradient_perceptron, neuron_gradient_arguments,
neuron_gradient_refuses, neuron_gradient_agrees, neuron_gradient_iris, neuron_gradient_iris_end
"""


def neuron_gradient(theta, X, y, answer=neuron):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    y = as_array("y", y, len(X))
    return (answer(X, theta) - y) @ X
