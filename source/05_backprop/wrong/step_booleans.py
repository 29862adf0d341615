"""Returns True and False in place of the numbers 1 and 0.

Caught by: step, step_agrees, perceptron, perceptron_agrees, neuron_steep
"""


def step(z):
    return np.asarray(z) > 0.0
