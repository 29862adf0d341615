"""Cuts z off at 0 and at 1, and leaves what is between as it is.

Caught by: step, step_agrees, perceptron, perceptron_agrees, neuron_steep
"""


def step(z):
    return np.clip(np.asarray(z, dtype=float), 0.0, 1.0)
