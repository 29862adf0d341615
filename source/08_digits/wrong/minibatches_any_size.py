"""Accepts a batch size below 1.

Caught by: minibatches_refuses
"""


def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
