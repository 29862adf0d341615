"""Draws once for each column: a neuron drops out for all examples at once.

Hint: 2
Caught by: dropout, dropout_draws, forward_dropout
"""


def dropout(a, p, rng, training):
    require(0.0 <= p < 1.0, "p", p, "at least 0 and below 1, the share of entries to drop")
    require(not training or isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    if not 0.0 <= p < 1.0:
        raise ValueError(f"p is {p!r}")
    if p == 0.0:
        return a
    if not training:
        return a
    return a * (rng.random(a.shape[1]) >= p) / (1.0 - p)
