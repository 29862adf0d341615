"""Divides the derivative by the number of rows, which is that of the outputs in a column only.

Caught by: binary_cross_entropy_table, binary_cross_entropy_agrees
"""


def binary_cross_entropy(y, label):
    y, label = outputs_and_labels(y, label)
    y = np.clip(y, EPSILON, 1.0 - EPSILON)
    loss = -np.mean(label * np.log(y) + (1.0 - label) * np.log(1.0 - y))
    return float(loss), ((1.0 - label) / (1.0 - y) - label / y) / len(y)
