"""Takes the logarithm of 0, which is minus infinity.

Hint: 3
Caught by: cross_entropy_certain
"""


def cross_entropy(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    p = P[np.arange(len(y)), y]
    return float(-np.sum(shares(y, weights) * np.log(p)))
