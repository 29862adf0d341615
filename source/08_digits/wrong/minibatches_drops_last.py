"""Drops the last batch where it is smaller than the others.

Hint: 2
Caught by: minibatches, minibatches_refuses, minibatches_agrees, train_dense, conv_gradients_digits
"""


def minibatches(n, batch_size, rng):
    require(batch_size >= 1, "batch_size", batch_size, "at least 1")
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n - batch_size + 1, batch_size)]
