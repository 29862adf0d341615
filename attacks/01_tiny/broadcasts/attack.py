import numpy as np


def double(x):
    return np.full((1, 1), 2.0 * x)
