import numpy as np


def double(x):
    return float("inf")
