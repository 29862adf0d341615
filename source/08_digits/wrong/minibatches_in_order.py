"""Takes the rows in their own order in every epoch.

Caught by: minibatches, minibatches_anew, minibatches_agrees, train_dense, conv_gradients_digits
"""


def minibatches(n, batch_size, rng):
    require(batch_size >= 1, "batch_size", batch_size, "at least 1")
    order = np.arange(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
