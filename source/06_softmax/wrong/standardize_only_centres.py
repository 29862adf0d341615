"""Subtracts the mean and divides by nothing.

Caught by: standardize, standardize_new, standardize_agrees
"""


def standardize(X, X_train):
    return X - X_train.mean(axis=0)
