"""Takes the first pixel of each block for all of it.

Caught by: shrink, shrink_agrees
"""


def shrink(bitmap, height=8, width=8):
    rows, columns = np.shape(bitmap)
    fits = rows % height == columns % width == 0
    require(fits, "bitmap.shape", (rows, columns), f"multiples of {height} and {width}")
    blocks = np.reshape(bitmap, (height, rows // height, width, columns // width))
    return blocks[:, 0, :, 0].astype(float)
