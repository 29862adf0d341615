"""Charges the images for the first kernel alone.

Hint: 3
Caught by: convolve_backward_sums, convolve_backward_agrees, conv_gradients_digits
"""


def convolve_backward(dZ, images, kernels):
    (out_height, out_width), (a, b) = dZ.shape[2:], kernels.shape[1:]
    cut = windows(images, a, b)
    dkernels = np.tensordot(dZ, cut, axes=((0, 2, 3), (0, 1, 2)))
    back = np.tensordot(dZ[:, :1], kernels[:1], axes=(1, 0))
    dimages = np.zeros(np.shape(images))
    for y in range(a):
        for x in range(b):
            dimages[:, y : y + out_height, x : x + out_width] += back[..., y, x]
    return dimages, dkernels, dZ.sum(axis=(0, 2, 3))
