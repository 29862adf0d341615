"""Takes the mean over weights and examples alike, and so pulls at all weights equally.

Caught by: neuron_gradient, neuron_gradient_differences, neuron_gradient_agrees, neuron_gradient_iris,
neuron_gradient_iris_end
"""


def neuron_gradient(theta, X, y):
    errors = neuron(X, theta) - y
    return np.full(len(theta), np.mean(errors[:, None] * X))
