"""Lays the windows on the kernels the wrong way round.

Caught by: convolve, convolve_shape, convolve_agrees, conv_forward_agrees, conv_gradients_numerical,
conv_gradients_agrees, conv_gradients_digits
"""


def convolve(images, kernels, bias):
    cut = windows(images, *kernels.shape[1:])
    Z = np.einsum("nyxab,fba->nyxf", cut, kernels)
    return (Z + bias).transpose(0, 3, 1, 2)
