"""Returns the product alone.

Caught by: cross, cross_agrees, cross_learns_xor
"""


def add_feature_cross(X):
    X = as_examples(X, 2)
    return np.array([X.prod(axis=0)])
