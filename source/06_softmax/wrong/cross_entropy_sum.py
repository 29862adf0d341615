"""Adds up over the examples and takes no mean.

Caught by: cross_entropy, cross_entropy_weights, cross_entropy_arguments, cross_entropy_refuses, cross_entropy_agrees,
    loss_and_gradients_first_loss, loss_and_gradients_numerical, loss_and_gradients_dropout,
    loss_and_gradients_agrees, loss_and_gradients_overfit, fit_continues, fit_arguments, fit_agrees, fit_spiral,
    loss_and_gradients_weights
"""


def cross_entropy(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    p = np.maximum(P[np.arange(len(y)), y], TINY)
    w = np.ones(len(y)) if weights is None else weights[y]
    return float(-np.sum(w * np.log(p)))
