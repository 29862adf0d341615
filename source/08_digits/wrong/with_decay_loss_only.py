"""Leaves the gradients as they were.

Caught by: with_decay, with_decay_agrees, train_dense, conv_gradients_digits
"""


def with_decay(loss, gradients, params, decay):
    require(decay >= 0.0, "decay", decay, "at least 0")
    charged = dict(gradients)
    for param in params.values():
        if param.ndim >= 2:
            loss += 0.5 * decay * float(np.sum(param**2))
    return loss, charged
