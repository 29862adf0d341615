"""Makes a generator of its own in place of using the one passed in.

Caught by: initialization_he, initialization_normal
"""


def he_normal(n_in, n_out, rng):
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    return np.sqrt(2.0 / n_in) * np.random.default_rng(0).standard_normal((n_in, n_out))
