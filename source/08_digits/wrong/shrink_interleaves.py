"""Takes every n-th row and column into a block, not neighbours.

Hint: 2
Caught by: shrink, shrink_agrees
"""


def shrink(bitmap, height=8, width=8):
    rows, columns = np.shape(bitmap)
    fits = rows % height == columns % width == 0
    require(fits, "bitmap.shape", (rows, columns), f"multiples of {height} and {width}")
    blocks = np.reshape(bitmap, (rows // height, height, columns // width, width))
    return blocks.mean(axis=(0, 2))
