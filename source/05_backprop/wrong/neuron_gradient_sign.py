"""Has the sign of a step uphill in the likelihood, which is downhill in the loss.

Caught by: neuron_gradient, neuron_gradient_differences, neuron_gradient_agrees, neuron_gradient_iris,
neuron_gradient_iris_end
"""


def neuron_gradient(theta, X, y):
    return (y - neuron(X, theta)) @ X / len(X)
