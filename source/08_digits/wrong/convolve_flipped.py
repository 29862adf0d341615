"""Turns the kernels upside down, as a convolution in mathematics does.

Caught by: x
"""


def convolve(images, kernels, bias):
    cut = windows(images, *kernels.shape[1:])
    Z = np.tensordot(cut, kernels[:, ::-1, ::-1], axes=((3, 4), (1, 2)))
    return (Z + bias).transpose(0, 3, 1, 2)
