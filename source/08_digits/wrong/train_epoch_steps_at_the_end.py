"""Finds the gradients of all batches before the first step.

Caught by: train_epoch, train_epoch_parts, train_epoch_agrees, train_dense, conv_gradients_digits
"""


def train_epoch(model, optimizer, X, y, batch_size, decay, rng):
    total, steps = 0.0, []
    for rows in minibatches(len(X), batch_size, rng):
        loss, gradients = model.loss_and_gradients(X[rows], y[rows])
        total += len(rows) * loss
        steps.append(with_decay(loss, gradients, model.params, decay)[1])
    for gradients in steps:
        optimizer.step(model.params, gradients)
    return total / len(X)
