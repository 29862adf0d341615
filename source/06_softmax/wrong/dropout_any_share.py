"""Takes any p: all of it is dropped, or infinity comes out.

Caught by: dropout_refuses
"""


def dropout(a, p, rng, training):
    if not training:
        return a
    return a * (rng.random(a.shape) >= p) / (1.0 - p) if p < 1.0 else np.zeros(a.shape)
