"""Takes any labels: negative ones count from the end, and a column makes a table.

Caught by: cross_entropy_refuses
"""


def cross_entropy(P, y, weights=None):
    P, y = as_table("P", P), np.asarray(y, dtype=int) % np.shape(P)[1]
    p = P[np.arange(len(P))[: len(y)], y.ravel()]
    return float(-np.sum(shares(y.ravel(), weights) * np.log(np.maximum(p, TINY))))
