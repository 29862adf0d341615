"""Asks whether a whole array is above 0, as if it were one number.

Caught by: step, step_agrees, perceptron, perceptron_agrees, neuron_steep
"""


def step(z):
    return np.asarray(1.0 if z > 0.0 else 0.0)
