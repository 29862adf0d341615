"""Divides the weighted sum by the number of examples, not by the sum of their weights.

Caught by: cross_entropy_weights, cross_entropy_agrees, loss_and_gradients_agrees, fit_arguments, fit_agrees,
    loss_and_gradients_weights
"""


def cross_entropy(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    p = np.maximum(P[np.arange(len(y)), y], TINY)
    w = np.ones(len(y)) if weights is None else weights[y]
    return float(-np.mean(w * np.log(p)))
