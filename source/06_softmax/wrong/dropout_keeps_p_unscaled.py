"""Keeps the share p in place of dropping it.

Caught by: dropout, dropout_mean, loss_and_gradients_overfit
"""


def dropout(a, p, rng, training):
    if not 0.0 <= p < 1.0:
        raise ValueError(f"p is {p!r}")
    if p == 0.0:
        return a
    if not training:
        return a
    return a * (rng.random(a.shape) < p) / (1.0 - p)
