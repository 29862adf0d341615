"""Divides by the standard deviation and subtracts nothing.

Caught by: standardize, standardize_new, standardize_agrees
"""


def standardize(X, X_train):
    return X / X_train.std(axis=0)
