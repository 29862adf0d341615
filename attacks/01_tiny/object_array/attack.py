import numpy as np


def double(x):
    return np.array([2 * x, object()], dtype=object)
