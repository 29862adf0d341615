"""Leaves the weights as large as they are.

Caught by: weight_pictures, weight_pictures_empty, weight_pictures_agrees
"""


def weight_pictures(W, height, width):
    require(len(W) == height * width, "len(W)", len(W), f"{height * width}, a row for each pixel")
    pictures = W.T.reshape(-1, height, width)
    return pictures
