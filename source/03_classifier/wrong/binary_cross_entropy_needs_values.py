"""Asks numbers for their logarithm, which only a Value has.

Hint: 2
Caught by: binary_cross_entropy
"""


def binary_cross_entropy(y_true, y_pred):
    require_same_length(y_true, y_pred)
    total = Value(0)
    for t, p in zip(y_true, y_pred, strict=True):
        p = EPSILON + (1 - 2 * EPSILON) * p
        total += t * p.log() + (1 - t) * (1 - p).log()
    return -total / len(y_true)
