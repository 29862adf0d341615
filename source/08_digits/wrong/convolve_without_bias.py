"""Forgets the bias.

Caught by: x
"""


def convolve(images, kernels, bias):
    cut = windows(images, *kernels.shape[1:])
    Z = np.tensordot(cut, kernels, axes=((3, 4), (1, 2)))
    return Z.transpose(0, 3, 1, 2)
