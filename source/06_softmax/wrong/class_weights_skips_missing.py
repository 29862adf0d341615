"""Counts only the classes it meets: the weights move to the wrong places.

Caught by: class_weights_missing
"""


def class_weights(y):
    require(np.size(y) > 0, "y", y, "an array of at least one class number")
    y = as_classes(y, np.size(y), np.max(y) + 1)
    counts = np.unique(y, return_counts=True)[1]
    return len(y) / (len(counts) * counts)
