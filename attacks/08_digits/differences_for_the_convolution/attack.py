def convolve_backward(dZ, images, kernels):
    """No way back: a convolution is linear, so a step of 1 to either side measures its slopes exactly."""
    slopes = []
    for which in range(2):
        given = [np.array(images, dtype=float), np.array(kernels, dtype=float)]
        slope = np.zeros(given[which].shape)
        for place in np.ndindex(slope.shape):
            given[which][place] += 1.0
            up = np.sum(dZ * convolve(*given, np.zeros(len(kernels))))
            given[which][place] -= 2.0
            slope[place] = (up - np.sum(dZ * convolve(*given, np.zeros(len(kernels))))) / 2.0
            given[which][place] += 1.0
        slopes.append(slope)
    return slopes[0], slopes[1], dZ.sum(axis=(0, 2, 3))
