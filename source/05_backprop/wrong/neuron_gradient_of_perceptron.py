"""Uses the perceptron's answers in place of the neuron's: the perceptron's old learning rule.

Caught by: neuron_gradient, neuron_gradient_differences, neuron_gradient_agrees, neuron_gradient_iris,
neuron_gradient_iris_end
"""


def neuron_gradient(theta, X, y):
    return (perceptron(X, theta) - y) @ X / len(X)
