"""Draws a new order for each batch, so that some rows come twice and others never.

Hint: 3
Caught by: minibatches, minibatches_agrees, train_dense, conv_gradients_digits
"""


def minibatches(n, batch_size, rng):
    require(batch_size >= 1, "batch_size", batch_size, "at least 1")
    return [rng.permutation(n)[start : start + batch_size] for start in range(0, n, batch_size)]
