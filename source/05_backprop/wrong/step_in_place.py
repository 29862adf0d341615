"""Writes the answers into the array that it was given.

Caught by: step_arguments
"""


def step(z):
    z = np.asarray(z, dtype=float)
    z[z > 0.0] = 1.0
    z[z <= 0.0] = 0.0
    return z
