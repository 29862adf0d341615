"""Draws from NumPy's global generator in place of the one that is passed in.

Caught by: dropout_draws, forward_draws, loss_and_gradients_dropout
"""


def dropout(a, p, rng, training):
    require(0.0 <= p < 1.0, "p", p, "at least 0 and below 1, the share of entries to drop")
    if p == 0.0 or not training:
        return a
    return a * (np.random.random(a.shape) >= p) / (1.0 - p)
