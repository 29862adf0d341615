"""Changes a flattened array, which is a copy where the table lies transposed in memory.

Hint: 3
Caught by: measured_gradient_table
"""


def measured_gradient(loss, array, step=1e-5):
    slopes = np.zeros(array.shape)
    flat = array.reshape(-1)
    for place in range(array.size):
        kept = flat[place]
        flat[place] = kept + step
        above = loss()
        flat[place] = kept - step
        below = loss()
        flat[place] = kept
        slopes.flat[place] = (above - below) / (2.0 * step)
    return slopes
