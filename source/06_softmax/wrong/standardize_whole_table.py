"""Takes one mean and one standard deviation for all columns.

Hint: 2
Caught by: standardize, standardize_new, standardize_arguments, standardize_agrees
"""


def standardize(X, X_train):
    X_train = as_training(X_train)
    X = as_examples(X, X_train.shape[1])
    return (X - X_train.mean()) / X_train.std()
