"""Gives every example the share 1 / n.

Hint: 2
Caught by: cross_entropy_backward_weights, cross_entropy_backward_arguments, cross_entropy_backward_agrees,
loss_and_gradients_weights, loss_and_gradients_agrees, fit_agrees
"""


def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    dZ = P.copy()
    dZ[np.arange(len(y)), y] -= 1.0
    return dZ / len(y)
