"""Uses Xavier's spread for He.

Caught by: initialization_he, initialization_normal
"""


def he_normal(n_in, n_out, rng):
    return np.sqrt(2.0 / (n_in + n_out)) * rng.standard_normal((n_in, n_out))
