"""Sorts the labels that it was given, in place, to count them.

Caught by: class_weights_arguments
"""


def class_weights(y):
    require(np.size(y) > 0, "y", y, "an array of at least one class number")
    y = as_classes(y, np.size(y), np.max(y) + 1)
    y.sort()
    counts = np.bincount(y)
    if not counts.all():
        raise ValueError(f"y has no example of class {counts.argmin()}; each of {len(counts)} classes needs one")
    return len(y) / (len(counts) * counts)
