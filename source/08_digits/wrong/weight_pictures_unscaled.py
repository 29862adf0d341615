"""Leaves the weights as large as they are.

Caught by: x
"""


def weight_pictures(W, height, width):
    require(len(W) == height * width, "len(W)", len(W), f"{height * width}, a row for each pixel")
    pictures = W.T.reshape(-1, height, width)
    return pictures
