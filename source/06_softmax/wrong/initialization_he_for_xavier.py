"""Uses He's spread for Xavier.

Hint: 2
Caught by: initialization_xavier, initialization_normal
"""


def xavier_normal(n_in, n_out, rng):
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    return np.sqrt(2.0 / n_in) * rng.standard_normal((n_in, n_out))
