"""Divides by one step, though the two calls lie two steps apart.

Hint: 4
Caught by: measured_gradient, measured_gradient_table, measured_gradient_restores, measured_gradient_agrees
"""


def measured_gradient(loss, array, step=1e-5):
    slopes = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + step
        above = loss()
        array[place] = kept - step
        below = loss()
        array[place] = kept
        slopes[place] = (above - below) / step
    return slopes
