"""Divides by the largest weight, not by the one furthest from 0.

Hint: 2
Caught by: weight_pictures, weight_pictures_agrees
"""


def weight_pictures(W, height, width):
    require(len(W) == height * width, "len(W)", len(W), f"{height * width}, a row for each pixel")
    pictures = W.T.reshape(-1, height, width)
    largest = pictures.max(axis=(1, 2), keepdims=True)
    return pictures / np.where(largest > 0.0, largest, 1.0)
