"""Weights the one-hot entries alone, not the whole row.

Hint: 2
Caught by: cross_entropy_backward_weights, cross_entropy_backward_arguments, cross_entropy_backward_agrees,
loss_and_gradients_weights, loss_and_gradients_agrees, fit_agrees
"""


def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    w = np.ones(P.shape[1]) if weights is None else np.asarray(weights)
    one_hot = np.eye(P.shape[1])[y] * w[y][:, np.newaxis]
    return (P - one_hot) / len(y)
