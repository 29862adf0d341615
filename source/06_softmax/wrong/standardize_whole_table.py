"""Takes one mean and one standard deviation for all columns.

Caught by: standardize, standardize_new, standardize_agrees
"""


def standardize(X, X_train):
    return (X - X_train.mean()) / X_train.std()
