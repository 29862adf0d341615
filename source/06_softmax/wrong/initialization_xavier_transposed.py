"""Has a row for each output.

Caught by: initialization_xavier, initialization_normal
"""


def xavier_normal(n_in, n_out, rng):
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    return np.sqrt(2.0 / (n_in + n_out)) * rng.standard_normal((n_out, n_in))
