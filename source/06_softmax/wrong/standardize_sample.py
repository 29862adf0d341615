"""Divides by n - 1 in the variance, as for a sample.

Caught by: standardize, standardize_new, standardize_agrees
"""


def standardize(X, X_train):
    return (X - X_train.mean(axis=0)) / X_train.std(axis=0, ddof=1)
