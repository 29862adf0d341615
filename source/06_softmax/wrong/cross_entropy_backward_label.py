"""Subtracts the number of the class in place of a one-hot 1.

Caught by: cross_entropy_backward, cross_entropy_backward_weights, cross_entropy_backward_arguments,
cross_entropy_backward_numerical, cross_entropy_backward_agrees, cross_entropy_backward_linear_model,
loss_and_gradients, loss_and_gradients_first_loss, loss_and_gradients_weights, loss_and_gradients_keeps_params,
loss_and_gradients_numerical, loss_and_gradients_dropout, loss_and_gradients_agrees, loss_and_gradients_overfit, fit,
fit_continues, fit_agrees, fit_spiral
"""


def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    return (P - y[:, np.newaxis]) * shares(y, weights)[:, np.newaxis]
