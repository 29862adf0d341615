"""Subtracts 1 from whole columns: P[:, y] is not one entry for each example.

Hint: 3
Caught by: cross_entropy_backward, cross_entropy_backward_weights, cross_entropy_backward_arguments,
cross_entropy_backward_numerical, cross_entropy_backward_agrees, cross_entropy_backward_linear_model,
loss_and_gradients_first_loss, loss_and_gradients_weights, loss_and_gradients_numerical, loss_and_gradients_dropout,
loss_and_gradients_agrees, loss_and_gradients_overfit, fit, fit_continues, fit_agrees, fit_spiral
"""


def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    dZ = P.copy()
    dZ[:, y] -= 1.0
    return dZ * shares(y, weights)[:, np.newaxis]
