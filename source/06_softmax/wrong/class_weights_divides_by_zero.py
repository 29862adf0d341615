"""Divides by the count of a class that has no examples.

Hint: 3
Caught by: class_weights_missing
"""


def class_weights(y):
    require(np.size(y) > 0, "y", y, "an array of at least one class number")
    y = as_classes(y, np.size(y), np.max(y) + 1)
    counts = np.bincount(y)
    return len(y) / (len(counts) * np.where(counts > 0, counts, np.inf))
