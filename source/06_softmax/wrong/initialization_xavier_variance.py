"""Multiplies by the variance in place of its square root.

Hint: 3
Caught by: initialization_xavier, initialization_normal
"""


def xavier_normal(n_in, n_out, rng):
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    return 2.0 / (n_in + n_out) * rng.standard_normal((n_in, n_out))
