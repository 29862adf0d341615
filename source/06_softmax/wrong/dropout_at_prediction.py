"""Drops entries at prediction too.

Caught by: dropout_prediction, forward_dropout, forward_predict, forward_agrees
"""


def dropout(a, p, rng, training):
    if not 0.0 <= p < 1.0:
        raise ValueError(f"p is {p!r}")
    if p == 0.0:
        return a
    return a * (rng.random(a.shape) >= p) / (1.0 - p)
