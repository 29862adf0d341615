"""Divides a picture of zeros by 0.

Hint: 3
Caught by: weight_pictures_empty
"""


def weight_pictures(W, height, width):
    require(len(W) == height * width, "len(W)", len(W), f"{height * width}, a row for each pixel")
    pictures = W.T.reshape(-1, height, width)
    largest = np.abs(pictures).max(axis=(1, 2), keepdims=True)
    return pictures / largest
