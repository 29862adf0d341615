"""Scales W itself.

Caught by: weight_pictures
"""


def weight_pictures(W, height, width):
    W /= np.where(W.any(axis=0), np.abs(W).max(axis=0), 1.0)
    return W.T.reshape(-1, height, width)
