"""Forgets the minus sign: training goes for the wrong labels.

Hint: 3
Caught by: binary_cross_entropy, binary_cross_entropy_slope, binary_cross_entropy_extremes,
binary_cross_entropy_gradient, fit_moons, fit_logistic_regression
"""


def binary_cross_entropy(y_true, y_pred):
    require_same_length(y_true, y_pred)
    total = Value(0.0)
    for t, p in zip(y_true, y_pred, strict=True):
        p = Value(EPSILON) + (1 - 2 * EPSILON) * p
        total = total + t * p.log() + (1 - t) * (1 - p).log()
    return total / len(y_true)
