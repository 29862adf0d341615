"""Draws from a uniform distribution of the right spread.

Caught by: initialization_xavier, initialization_normal
"""


def xavier_normal(n_in, n_out, rng):
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    limit = np.sqrt(6.0 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))
