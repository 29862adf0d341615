"""Subtracts from the P that it was given, which others still need.

Hint: 3
Caught by: cross_entropy_backward_arguments, loss_and_gradients, loss_and_gradients_first_loss,
loss_and_gradients_weights, loss_and_gradients_keeps_params, loss_and_gradients_numerical, loss_and_gradients_dropout,
loss_and_gradients_agrees, loss_and_gradients_overfit, fit_continues, fit_arguments, fit_agrees, fit_spiral
"""


def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    dZ = P
    dZ[np.arange(len(y)), y] -= 1.0
    return dZ * shares(y, weights)[:, np.newaxis]
