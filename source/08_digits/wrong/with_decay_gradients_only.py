"""Leaves the loss as it was.

Caught by: with_decay, with_decay_arguments, with_decay_agrees
"""


def with_decay(loss, gradients, params, decay):
    require(decay >= 0.0, "decay", decay, "at least 0")
    charged = dict(gradients)
    for name, param in params.items():
        if param.ndim >= 2:
            charged[name] = gradients[name] + decay * param
    return loss, charged
