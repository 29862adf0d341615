"""Rounds the sigmoid, which is exactly one half for tiny numbers too.

Caught by: step_agrees
"""


def step(z):
    return np.round(sigmoid(z))
