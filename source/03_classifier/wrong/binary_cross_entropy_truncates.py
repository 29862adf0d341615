"""Lets zip drop what is too long, in place of refusing it.

Caught by: binary_cross_entropy_wrong_length
"""


def binary_cross_entropy(y_true, y_pred):
    total = Value(0.0)
    for t, p in zip(y_true, y_pred, strict=False):
        p = Value(EPSILON) + (1 - 2 * EPSILON) * p
        total = total - t * p.log() - (1 - t) * (1 - p).log()
    return total / len(y_true)
