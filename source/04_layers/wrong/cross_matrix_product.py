"""Multiplies the rows as vectors: one number for all examples.

Caught by: cross, cross_agrees, cross_learns_xor
"""


def add_feature_cross(X):
    X = as_examples(X, 2)
    return np.array([*X, np.full(X.shape[1], X[0] @ X[1])])
