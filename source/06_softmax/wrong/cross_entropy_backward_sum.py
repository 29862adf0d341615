"""Is not divided by the number of examples.

Caught by: cross_entropy_backward, cross_entropy_backward_weights, cross_entropy_backward_arguments,
cross_entropy_backward_numerical, cross_entropy_backward_agrees, cross_entropy_backward_linear_model,
loss_and_gradients, loss_and_gradients_first_loss, loss_and_gradients_weights, loss_and_gradients_numerical,
loss_and_gradients_dropout, loss_and_gradients_agrees, loss_and_gradients_overfit, fit, fit_continues, fit_agrees,
fit_spiral
"""


def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    dZ = P.copy()
    dZ[np.arange(len(y)), y] -= 1.0
    w = np.ones(len(y)) if weights is None else np.asarray(weights)[y]
    return dZ * w[:, np.newaxis]
