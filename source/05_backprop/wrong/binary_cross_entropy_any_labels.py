"""Takes any output and any label, and broadcasts what does not fit.

Caught by: binary_cross_entropy_refuses
"""


def binary_cross_entropy(y, label):
    y, label = np.asarray(y, dtype=float), np.asarray(label, dtype=float)
    y = np.clip(y, EPSILON, 1.0 - EPSILON)
    loss = -np.mean(label * np.log(y) + (1.0 - label) * np.log(1.0 - y))
    return float(loss), ((1.0 - label) / (1.0 - y) - label / y) / y.size
