"""Forgets the minus sign.

Hint: 3
Caught by: cross_entropy, cross_entropy_weights, cross_entropy_certain, cross_entropy_arguments, cross_entropy_refuses,
cross_entropy_agrees, loss_and_gradients, loss_and_gradients_first_loss, loss_and_gradients_weights,
loss_and_gradients_keeps_params, loss_and_gradients_numerical, loss_and_gradients_dropout, loss_and_gradients_agrees,
loss_and_gradients_overfit, fit_continues, fit_arguments, fit_agrees, fit_spiral
"""


def cross_entropy(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    p = np.maximum(P[np.arange(len(y)), y], TINY)
    return float(np.sum(shares(y, weights) * np.log(p)))
