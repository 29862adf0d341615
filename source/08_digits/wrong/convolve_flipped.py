"""Turns the kernels upside down, as a convolution in mathematics does.

Caught by: convolve, convolve_shape, convolve_agrees, conv_forward_agrees, conv_gradients_numerical,
conv_gradients_agrees, conv_gradients_digits
"""


def convolve(images, kernels, bias):
    cut = windows(images, *kernels.shape[1:])
    Z = np.tensordot(cut, kernels[:, ::-1, ::-1], axes=((3, 4), (1, 2)))
    return (Z + bias).transpose(0, 3, 1, 2)
