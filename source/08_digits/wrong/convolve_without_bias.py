"""Forgets the bias.

Hint: 3
Caught by: convolve, convolve_shape, convolve_agrees, conv_forward, conv_forward_agrees, conv_gradients,
conv_gradients_numerical, conv_gradients_agrees, conv_gradients_digits
"""


def convolve(images, kernels, bias):
    cut = windows(images, *kernels.shape[1:])
    Z = np.tensordot(cut, kernels, axes=((3, 4), (1, 2)))
    return Z.transpose(0, 3, 1, 2)
