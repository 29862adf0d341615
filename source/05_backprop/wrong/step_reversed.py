"""Fires below the threshold.

Caught by: step, step_arguments, step_agrees, perceptron, perceptron_arguments, perceptron_refuses, perceptron_agrees
"""


def step(z):
    z = np.asarray(z, dtype=float)
    return np.where(np.asarray(z) < 0.0, 1.0, 0.0)
