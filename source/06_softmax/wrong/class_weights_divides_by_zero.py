"""Divides by the count of a class that has no examples.

Caught by: class_weights_missing
"""


def class_weights(y):
    counts = np.bincount(y)
    return len(y) / (len(counts) * np.where(counts > 0, counts, np.inf))
