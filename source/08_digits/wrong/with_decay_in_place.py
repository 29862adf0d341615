"""Changes the gradients that it was given.

Hint: 3
Caught by: with_decay_arguments
"""


def with_decay(loss, gradients, params, decay):
    require(decay >= 0.0, "decay", decay, "at least 0")
    charged = dict(gradients)
    for name, param in params.items():
        if param.ndim >= 2:
            loss += 0.5 * decay * float(np.sum(param**2))
            charged[name] += decay * param
    return loss, charged
