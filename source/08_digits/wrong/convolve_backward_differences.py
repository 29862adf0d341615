"""Measures slopes of the forward pass with small steps, and walks nothing back.

Caught by: convolve_backward, convolve_backward_sums, convolve_backward_arguments, convolve_backward_agrees,
conv_gradients, conv_gradients_pass, conv_gradients_numerical, conv_gradients_agrees, conv_gradients_digits
"""


def convolve_backward(dZ, images, kernels):
    def loss(images, kernels):
        return float(np.sum(dZ * convolve(images, kernels, np.zeros(len(kernels)))))

    slopes, h = [], 1e-5
    for which in range(2):
        given = [np.array(images, dtype=float), np.array(kernels, dtype=float)]
        slope = np.zeros(given[which].shape)
        for place in np.ndindex(slope.shape):
            middle = given[which][place]
            given[which][place] = middle + h
            up = loss(*given)
            given[which][place] = middle - h
            slope[place] = (up - loss(*given)) / (2.0 * h)
            given[which][place] = middle
        slopes.append(slope)
    return slopes[0], slopes[1], dZ.sum(axis=(0, 2, 3))
