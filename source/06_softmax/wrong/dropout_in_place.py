"""Drops and scales entries of the array that it was given.

Hint: 3
Caught by: dropout_arguments, dropout_mean
"""


def dropout(a, p, rng, training):
    require(0.0 <= p < 1.0, "p", p, "at least 0 and below 1, the share of entries to drop")
    if p == 0.0:
        return a
    require(not training or isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    if not training:
        return a
    a[rng.random(a.shape) < p] = 0.0
    a /= 1.0 - p
    return a
