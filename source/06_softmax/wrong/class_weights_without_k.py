"""Forgets to divide by the number of classes.

Caught by: class_weights, class_weights_balance
"""


def class_weights(y):
    counts = np.bincount(y)
    if not counts.all():
        raise ValueError(f"y has no example of class {counts.argmin()}")
    return len(y) / counts
