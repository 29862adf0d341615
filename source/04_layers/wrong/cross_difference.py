"""Gives the answer for XOR, the distance of the two, in place of their product.

Caught by: cross, cross_agrees, cross_learns_xor
"""


def add_feature_cross(X):
    X = as_examples(X, 2)
    return np.array([*X, np.abs(X[0] - X[1])])
