"""Centres and scales the examples that it was given, in place.

Caught by: standardize_arguments
"""


def standardize(X, X_train):
    X_train = as_training(X_train)
    X = as_examples(X, X_train.shape[1])
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    X -= mean
    X /= std
    return X
