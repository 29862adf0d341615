"""Puts what was predicted in rows.

Caught by: confusion_matrix, confusion_matrix_agrees
"""


def confusion_matrix(y, predicted, n_classes):
    require(np.shape(y) == np.shape(predicted), "predicted.shape", np.shape(predicted), f"{np.shape(y)}, that of y")
    counts = np.zeros((n_classes, n_classes), dtype=int)
    for true, taken in zip(y, predicted, strict=True):
        counts[taken, true] += 1
    return counts
