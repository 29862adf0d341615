"""Makes as many batches as each of them should have rows.

Caught by: minibatches, minibatches_anew, minibatches_agrees, train_dense, conv_gradients_digits
"""


def minibatches(n, batch_size, rng):
    require(batch_size >= 1, "batch_size", batch_size, "at least 1")
    order = rng.permutation(n)
    return np.array_split(order, batch_size)
