"""Counts in floats, which index nothing and print with a point.

Hint: 2
Caught by: confusion_matrix
"""


def confusion_matrix(y, predicted, n_classes):
    require(np.shape(y) == np.shape(predicted), "predicted.shape", np.shape(predicted), f"{np.shape(y)}, that of y")
    counts = np.zeros((n_classes, n_classes))
    for true, taken in zip(y, predicted, strict=True):
        counts[true, taken] += 1
    return counts
