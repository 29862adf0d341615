"""Leaves each entry a step lower than it was.

Hint: 2
Caught by: measured_gradient_restores, measured_gradient_calls, measured_gradient_agrees
"""


def measured_gradient(loss, array, step=1e-5):
    slopes = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + step
        above = loss()
        array[place] = kept - step
        below = loss()
        slopes[place] = (above - below) / (2.0 * step)
    return slopes
