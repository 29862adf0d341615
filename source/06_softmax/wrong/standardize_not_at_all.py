"""Leaves the features as they were measured: no standardizing.

Caught by: standardize, standardize_new, standardize_agrees
"""


def standardize(X, X_train):
    return np.asarray(X, dtype=float)
