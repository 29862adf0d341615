"""Counts as far as the shorter of its arguments goes.

Caught by: confusion_matrix_refuses
"""


def confusion_matrix(y, predicted, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    for true, taken in zip(y, predicted, strict=False):
        counts[true, taken] += 1
    return counts
