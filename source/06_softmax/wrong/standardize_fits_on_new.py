"""Takes the mean and the standard deviation of the table it is given, test points included.

Caught by: standardize_new, standardize_arguments, standardize_agrees
"""


def standardize(X, X_train):
    X_train = as_training(X_train)
    X = as_examples(X, X_train.shape[1])
    X = np.asarray(X, dtype=float)
    s = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(s > 0, s, 1)
