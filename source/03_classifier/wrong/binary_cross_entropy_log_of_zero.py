"""Takes the logarithm of the probability as it comes, even of 0.

Hint: 2
Caught by: binary_cross_entropy_extremes
"""


def binary_cross_entropy(y_true, y_pred):
    require_same_length(y_true, y_pred)
    total = Value(0.0)
    for t, p in zip(y_true, y_pred, strict=True):
        p = Value(0.0) + p
        total = total - t * p.log() - (1 - t) * (1 - p).log()
    return total / len(y_true)
