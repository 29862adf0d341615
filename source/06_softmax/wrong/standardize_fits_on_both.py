"""Takes the mean and the standard deviation of training and new points together.

Caught by: standardize_new, standardize_arguments, standardize_agrees
"""


def standardize(X, X_train):
    X_train = as_training(X_train)
    X = as_examples(X, X_train.shape[1])
    both = np.concatenate([X, X_train])
    return (X - both.mean(axis=0)) / both.std(axis=0)
