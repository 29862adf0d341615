"""Asks whether a whole array is above 0, as if it were one number.

Caught by: step, step_arguments, step_agrees, perceptron, perceptron_arguments, perceptron_refuses, perceptron_agrees
"""


def step(z):
    z = np.asarray(z, dtype=float)
    return np.asarray(1.0 if z > 0.0 else 0.0)
