"""Cuts pictures out of the rows of W, where the neurons are its columns.

Caught by: weight_pictures, weight_pictures_empty, weight_pictures_agrees
"""


def weight_pictures(W, height, width):
    require(len(W) == height * width, "len(W)", len(W), f"{height * width}, a row for each pixel")
    pictures = W.reshape(-1, height, width)
    largest = np.abs(pictures).max(axis=(1, 2), keepdims=True)
    return pictures / np.where(largest > 0.0, largest, 1.0)
