"""Does not look at the shape of X.

Hint: 2
Caught by: cross_shapes
"""


def add_feature_cross(X):
    return np.array([*X, X[0] * X[1]])
