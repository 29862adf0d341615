"""Counts only the classes it meets: the weights move to the wrong places.

Caught by: class_weights_missing
"""


def class_weights(y):
    counts = np.unique(y, return_counts=True)[1]
    return len(y) / (len(counts) * counts)
