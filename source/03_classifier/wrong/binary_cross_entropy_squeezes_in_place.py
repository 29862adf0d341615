"""Puts the squeezed probabilities in place of those it was given.

Caught by: binary_cross_entropy
"""


def binary_cross_entropy(y_true, y_pred):
    require_same_length(y_true, y_pred)
    total = Value(0)
    for i, t in enumerate(y_true):
        y_pred[i] = Value(EPSILON) + (1 - 2 * EPSILON) * y_pred[i]
        total += t * y_pred[i].log() + (1 - t) * (1 - y_pred[i]).log()
    return -total / len(y_true)
