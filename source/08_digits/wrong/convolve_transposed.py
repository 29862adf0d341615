"""Lays the windows on the kernels the wrong way round.

Caught by: x
"""


def convolve(images, kernels, bias):
    cut = windows(images, *kernels.shape[1:])
    Z = np.einsum('nyxab,fba->nyxf', cut, kernels)
    return (Z + bias).transpose(0, 3, 1, 2)
