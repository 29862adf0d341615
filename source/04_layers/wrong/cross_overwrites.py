"""Writes the product over the second row first, and that row is the caller's.

Caught by: cross
"""


def add_feature_cross(X):
    X = as_examples(X, 2)
    second = X[1].copy()
    X[1] *= X[0]
    return np.vstack([X[0], second, X[1]])
