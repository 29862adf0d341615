"""Picks with a one-hot table and takes the mean over all entries, zeros included.

Hint: 2
Caught by: cross_entropy, cross_entropy_weights, cross_entropy_certain, cross_entropy_arguments, cross_entropy_refuses,
cross_entropy_agrees, loss_and_gradients, loss_and_gradients_first_loss, loss_and_gradients_weights,
loss_and_gradients_keeps_params, loss_and_gradients_numerical, loss_and_gradients_dropout, loss_and_gradients_agrees,
loss_and_gradients_overfit, fit_continues, fit_arguments, fit_agrees, fit_spiral
"""


def cross_entropy(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    one_hot = np.eye(P.shape[1])[y]
    w = np.ones(len(y)) if weights is None else weights[y]
    terms = one_hot * np.log(np.maximum(P, TINY)) * (w / w.mean())[:, np.newaxis]
    return float(-np.mean(terms))
