"""Cuts z off at 0 and at 1, and leaves what is between as it is.

Caught by: step, step_arguments, step_agrees, perceptron, perceptron_arguments, perceptron_refuses, perceptron_agrees
"""


def step(z):
    z = np.asarray(z, dtype=float)
    return np.clip(np.asarray(z, dtype=float), 0.0, 1.0)
