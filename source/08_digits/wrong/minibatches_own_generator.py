"""Draws the same order every time, from a generator of its own.

Caught by: minibatches, minibatches_anew, minibatches_agrees, train_dense, conv_gradients_digits
"""


def minibatches(n, batch_size, rng):
    require(batch_size >= 1, "batch_size", batch_size, "at least 1")
    order = np.random.default_rng(0).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
