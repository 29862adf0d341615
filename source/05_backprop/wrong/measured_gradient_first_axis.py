"""Moves whole rows: it walks along the first axis only.

Caught by: measured_gradient_table, measured_gradient_restores, measured_gradient_calls, measured_gradient_agrees
"""


def measured_gradient(loss, array, step=1e-5):
    slopes = np.zeros(array.shape)
    for place in range(len(array)):
        kept = array[place].copy()
        array[place] = kept + step
        above = loss()
        array[place] = kept - step
        below = loss()
        array[place] = kept
        slopes[place] = (above - below) / (2.0 * step)
    return slopes
