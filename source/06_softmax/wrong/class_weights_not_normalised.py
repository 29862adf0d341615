"""Is one over the count, not scaled to a mean of 1.

Hint: 2
Caught by: class_weights, class_weights_arguments, class_weights_balance
"""


def class_weights(y):
    require(np.size(y) > 0, "y", y, "an array of at least one class number")
    y = as_classes(y, np.size(y), np.max(y) + 1)
    counts = np.bincount(y)
    if not counts.all():
        raise ValueError(f"y has no example of class {counts.argmin()}")
    return 1.0 / counts
