import numpy as np


def double(x):
    return np.zeros((6_000_000, 1, 1), dtype=bool)
