"""Sorts the rows of each batch.

Caught by: minibatches, minibatches_anew, minibatches_agrees
"""


def minibatches(n, batch_size, rng):
    require(batch_size >= 1, "batch_size", batch_size, "at least 1")
    order = rng.permutation(n)
    return [np.sort(order[start : start + batch_size]) for start in range(0, n, batch_size)]
