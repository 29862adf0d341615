"""Makes the table only as large as the classes that come up.

Caught by: confusion_matrix, confusion_matrix_agrees
"""


def confusion_matrix(y, predicted, n_classes):
    require(np.shape(y) == np.shape(predicted), "predicted.shape", np.shape(predicted), f"{np.shape(y)}, that of y")
    counts = np.zeros((max(y) + 1, max(predicted) + 1), dtype=int)
    for true, taken in zip(y, predicted, strict=True):
        counts[true, taken] += 1
    return counts
