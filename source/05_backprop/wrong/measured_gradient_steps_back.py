"""Adds the step again to get back, which rounds.

Hint: 2
Caught by: measured_gradient_restores
"""


def measured_gradient(loss, array, step=1e-5):
    slopes = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        array[place] += step
        above = loss()
        array[place] -= 2.0 * step
        below = loss()
        array[place] += step
        slopes[place] = (above - below) / (2.0 * step)
    return slopes
