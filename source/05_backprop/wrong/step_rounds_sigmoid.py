"""Rounds the sigmoid, which is exactly one half for tiny numbers too.

Caught by: step, step_agrees
"""


def step(z):
    z = np.asarray(z, dtype=float)
    return np.round(sigmoid(z))
