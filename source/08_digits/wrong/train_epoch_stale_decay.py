"""Charges for the parameters that there were at the beginning of the epoch.

Caught by: train_epoch_parts, train_epoch_agrees, train_dense, conv_gradients_digits
"""


def train_epoch(model, optimizer, X, y, batch_size, decay, rng):
    total, before = 0.0, dict(model.params)
    for rows in minibatches(len(X), batch_size, rng):
        loss, gradients = model.loss_and_gradients(X[rows], y[rows])
        total += len(rows) * loss
        _, gradients = with_decay(loss, gradients, before, decay)
        optimizer.step(model.params, gradients)
    return float(total) / len(X)
