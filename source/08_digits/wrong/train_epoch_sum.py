"""Adds up the losses of the batches.

Hint: 3
Caught by: train_epoch_loss, train_epoch_agrees, train_dense, conv_gradients_digits
"""


def train_epoch(model, optimizer, X, y, batch_size, decay, rng):
    total = 0.0
    for rows in minibatches(len(X), batch_size, rng):
        loss, gradients = model.loss_and_gradients(X[rows], y[rows])
        total += loss
        _, gradients = with_decay(loss, gradients, model.params, decay)
        optimizer.step(model.params, gradients)
    return total
