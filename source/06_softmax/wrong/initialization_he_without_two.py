"""Forgets the 2 that makes up for the half which the ReLU cuts off.

Hint: 2
Caught by: initialization_he, initialization_normal
"""


def he_normal(n_in, n_out, rng):
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    return np.sqrt(1.0 / n_in) * rng.standard_normal((n_in, n_out))
