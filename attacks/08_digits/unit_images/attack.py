own = convolve


def convolve_backward(dZ, images, kernels):
    """Asks a forward pass of its own what each pixel and each weight alone would do: for what is linear, the slope."""
    bias = np.zeros(len(kernels))
    dimages, dkernels = np.zeros(np.shape(images)), np.zeros(kernels.shape)
    for place in np.ndindex(dimages.shape[1:]):
        unit = np.zeros((1, *dimages.shape[1:]))
        unit[(0, *place)] = 1.0
        dimages[(slice(None), *place)] = (dZ * own(unit, kernels, bias)).sum(axis=(1, 2, 3))
    for place in np.ndindex(kernels.shape[1:]):
        unit = np.zeros((1, *kernels.shape[1:]))
        unit[(0, *place)] = 1.0
        dkernels[(slice(None), *place)] = (dZ * own(images, unit, bias[:1])).sum(axis=(0, 2, 3))
    return dimages, dkernels, dZ.sum(axis=(0, 2, 3))
