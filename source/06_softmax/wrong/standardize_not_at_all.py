"""Leaves the features as they were measured: no standardizing.

Caught by: standardize, standardize_new, standardize_arguments, standardize_agrees
"""


def standardize(X, X_train):
    X_train = as_training(X_train)
    X = as_examples(X, X_train.shape[1])
    return np.asarray(X, dtype=float)
