"""Takes the sign for the step: -1 for negative numbers.

Caught by: step, step_arguments, step_agrees, perceptron, perceptron_arguments, perceptron_refuses, perceptron_agrees
"""


def step(z):
    z = np.asarray(z, dtype=float)
    return np.sign(np.asarray(z, dtype=float))
