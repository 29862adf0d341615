"""Charges for biases too.

Hint: 2
Caught by: with_decay, with_decay_arguments, with_decay_agrees, train_dense, conv_gradients_digits
"""


def with_decay(loss, gradients, params, decay):
    require(decay >= 0.0, "decay", decay, "at least 0")
    charged = dict(gradients)
    for name, param in params.items():
        if param.ndim >= 1:
            loss += 0.5 * decay * float(np.sum(param**2))
            charged[name] = gradients[name] + decay * param
    return loss, charged
