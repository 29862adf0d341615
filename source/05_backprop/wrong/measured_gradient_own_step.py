"""Takes a step of its own, whatever it is told.

Caught by: measured_gradient, measured_gradient_table, measured_gradient_calls, measured_gradient_agrees
"""


def measured_gradient(loss, array, step=1e-5):
    slopes = np.zeros(array.shape)
    step = 1e-5
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + step
        above = loss()
        array[place] = kept - step
        below = loss()
        array[place] = kept
        slopes[place] = (above - below) / (2.0 * step)
    return slopes
