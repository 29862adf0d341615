"""Divides by the variance.

Hint: 3
Caught by: standardize, standardize_new, standardize_arguments, standardize_agrees
"""


def standardize(X, X_train):
    X_train = as_training(X_train)
    X = as_examples(X, X_train.shape[1])
    return (X - X_train.mean(axis=0)) / X_train.var(axis=0)
