"""Takes the mean and the standard deviation of the table it is given, test points included.

Caught by: standardize_new, standardize_agrees
"""


def standardize(X, X_train):
    X = np.asarray(X, dtype=float)
    s = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(s > 0, s, 1)
