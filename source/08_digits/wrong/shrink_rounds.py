"""Rounds each share to 0 or 1.

Caught by: shrink, shrink_agrees
"""


def shrink(bitmap, height=8, width=8):
    rows, columns = np.shape(bitmap)
    fits = rows % height == columns % width == 0
    require(fits, "bitmap.shape", (rows, columns), f"multiples of {height} and {width}")
    blocks = np.reshape(bitmap, (height, rows // height, width, columns // width))
    return np.round(blocks.mean(axis=(1, 3)))
