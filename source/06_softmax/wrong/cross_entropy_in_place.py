"""Raises small probabilities in the table that it was given.

Caught by: cross_entropy_arguments
"""


def cross_entropy(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    P[P < TINY] = TINY
    return float(-np.sum(shares(y, weights) * np.log(P[np.arange(len(y)), y])))
