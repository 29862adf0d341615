"""Uses Xavier's spread for He.

Hint: 2
Caught by: initialization_he, initialization_normal
"""


def he_normal(n_in, n_out, rng):
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    return np.sqrt(2.0 / (n_in + n_out)) * rng.standard_normal((n_in, n_out))
