"""Clips in the array that it was given.

Caught by: binary_cross_entropy_arguments
"""


def binary_cross_entropy(y, label):
    y, label = outputs_and_labels(y, label)
    y[y < EPSILON] = EPSILON
    y[y > 1.0 - EPSILON] = 1.0 - EPSILON
    loss = -np.mean(label * np.log(y) + (1.0 - label) * np.log(1.0 - y))
    return float(loss), ((1.0 - label) / (1.0 - y) - label / y) / y.size
