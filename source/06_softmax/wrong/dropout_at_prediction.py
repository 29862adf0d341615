"""Drops entries at prediction too.

Caught by: dropout_prediction, forward_dropout, forward_predict, forward_agrees
"""


def dropout(a, p, rng, training):
    require(0.0 <= p < 1.0, "p", p, "at least 0 and below 1, the share of entries to drop")
    require(not training or isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    if not 0.0 <= p < 1.0:
        raise ValueError(f"p is {p!r}")
    if p == 0.0:
        return a
    return a * (rng.random(a.shape) >= p) / (1.0 - p)
