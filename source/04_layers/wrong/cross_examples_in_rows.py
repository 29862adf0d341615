"""Takes columns for features.

Caught by: cross, cross_shapes, cross_agrees, cross_learns_xor
"""


def add_feature_cross(X):
    return np.column_stack([X, X[:, 0] * X[:, 1]])
