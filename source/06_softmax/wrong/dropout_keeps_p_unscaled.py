"""Keeps the share p in place of dropping it.

Hint: 2
Caught by: dropout, dropout_mean, loss_and_gradients_overfit
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
    return a * (rng.random(a.shape) < p) / (1.0 - p)
