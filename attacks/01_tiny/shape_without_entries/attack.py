import numpy as np


def double(x):
    return np.zeros((2**32 - 1, 0))
