"""Leaves out what does not come out even.

Caught by: shrink_refuses
"""


def shrink(bitmap, height=8, width=8):
    rows, columns = np.shape(bitmap)[0] // height, np.shape(bitmap)[1] // width
    blocks = bitmap[: rows * height, : columns * width].reshape(height, rows, width, columns)
    return blocks.mean(axis=(1, 3))
