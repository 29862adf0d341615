"""Takes the plain mean, whatever the weights.

Caught by: cross_entropy_weights, cross_entropy_agrees, loss_and_gradients_agrees, fit_agrees,
    loss_and_gradients_weights
"""


def cross_entropy(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    p = np.maximum(P[np.arange(len(y)), y], TINY)
    return float(-np.mean(np.log(p)))
