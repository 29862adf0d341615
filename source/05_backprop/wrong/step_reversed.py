"""Fires below the threshold.

Caught by: step, step_agrees, perceptron, perceptron_agrees, neuron_steep
"""


def step(z):
    return np.where(np.asarray(z) < 0.0, 1.0, 0.0)
