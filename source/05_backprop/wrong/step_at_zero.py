"""Fires at 0 already.

Hint: 3
Caught by: step_zero, step_agrees
"""


def step(z):
    z = np.asarray(z, dtype=float)
    return np.where(np.asarray(z) >= 0.0, 1.0, 0.0)
