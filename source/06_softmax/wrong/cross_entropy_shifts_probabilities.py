"""Adds 1e-6 to every probability, which is far more than keeps the logarithm finite.

Caught by: cross_entropy, cross_entropy_weights, cross_entropy_certain, cross_entropy_agrees,
cross_entropy_backward_numerical, loss_and_gradients_first_loss, loss_and_gradients_numerical,
loss_and_gradients_dropout, loss_and_gradients_agrees, loss_and_gradients_overfit, fit_losses, fit_continues,
fit_agrees, fit_spiral
"""


def cross_entropy(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    p = P[np.arange(len(y)), y] + 1e-6
    return float(-np.sum(shares(y, weights) * np.log(p)))
