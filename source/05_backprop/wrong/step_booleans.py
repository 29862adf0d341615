"""Returns True and False in place of the numbers 1 and 0.

Hint: 2
Caught by: step, step_arguments, step_agrees, perceptron, perceptron_arguments, perceptron_refuses, perceptron_agrees
"""


def step(z):
    z = np.asarray(z, dtype=float)
    return np.asarray(z) > 0.0
