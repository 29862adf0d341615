"""Steps to one side only.

Hint: 4
Caught by: measured_gradient, measured_gradient_table, measured_gradient_restores,
measured_gradient_calls, measured_gradient_agrees
"""


def measured_gradient(loss, array, step=1e-5):
    slopes = np.zeros(array.shape)
    here = loss()
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + step
        slopes[place] = (loss() - here) / step
        array[place] = kept
    return slopes
