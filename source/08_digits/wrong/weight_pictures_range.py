"""Scales each picture to the range from 0 to 1, so that 0 does not stay 0.

Caught by: weight_pictures, weight_pictures_empty, weight_pictures_agrees
"""


def weight_pictures(W, height, width):
    pictures = W.T.reshape(-1, height, width)
    least = pictures.min(axis=(1, 2), keepdims=True)
    largest = (pictures - least).max(axis=(1, 2), keepdims=True)
    return (pictures - least) / np.where(largest > 0.0, largest, 1.0)
