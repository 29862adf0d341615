"""Takes the mean and the standard deviation of training and new points together.

Caught by: standardize_new, standardize_agrees
"""


def standardize(X, X_train):
    both = np.concatenate([X, X_train])
    return (X - both.mean(axis=0)) / both.std(axis=0)
