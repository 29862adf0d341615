"""Moves all entries at once.

Caught by: measured_gradient_table, measured_gradient_restores, measured_gradient_calls, measured_gradient_agrees
"""


def measured_gradient(loss, array, step=1e-5):
    slopes = np.zeros(array.shape)
    kept = array.copy()
    for place in np.ndindex(array.shape):
        array[...] = kept + step
        above = loss()
        array[...] = kept - step
        below = loss()
        array[...] = kept
        slopes[place] = (above - below) / (2.0 * step)
    return slopes
