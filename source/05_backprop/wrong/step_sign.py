"""Takes the sign for the step: -1 for negative numbers.

Caught by: step, step_agrees, perceptron, perceptron_agrees, neuron_steep
"""


def step(z):
    return np.sign(np.asarray(z, dtype=float))
