"""Makes a generator of its own in every call, and leaves the one that it was given alone.

Caught by: dropout_draws, forward_draws, loss_and_gradients_dropout
"""


def dropout(a, p, rng, training):
    require(0.0 <= p < 1.0, "p", p, "at least 0 and below 1, the share of entries to drop")
    if p == 0.0:
        return a
    require(not training or isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    if not training:
        return a
    return a * (np.random.default_rng().random(a.shape) >= p) / (1.0 - p)
