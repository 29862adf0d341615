"""Maps to the range from 0 to 1, which is another scaling.

Caught by: standardize, standardize_new, standardize_arguments, standardize_agrees
"""


def standardize(X, X_train):
    X_train = as_training(X_train)
    X = as_examples(X, X_train.shape[1])
    return unit_range(X, X_train)
