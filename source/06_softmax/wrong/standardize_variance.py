"""Divides by the variance.

Caught by: standardize, standardize_new, standardize_agrees
"""


def standardize(X, X_train):
    return (X - X_train.mean(axis=0)) / X_train.var(axis=0)
