"""Adds the bias of the first kernel to all.

Caught by: x
"""


def convolve(images, kernels, bias):
    cut = windows(images, *kernels.shape[1:])
    Z = np.tensordot(cut, kernels, axes=((3, 4), (1, 2)))
    return (Z + bias[0]).transpose(0, 3, 1, 2)
