"""Takes the gradients of all examples for every batch.

Hint: 2
Caught by: train_epoch, train_epoch_agrees, train_dense, conv_gradients_digits
"""


def train_epoch(model, optimizer, X, y, batch_size, decay, rng):
    total = 0.0
    for rows in minibatches(len(X), batch_size, rng):
        loss, gradients = model.loss_and_gradients(X, y)
        total += len(rows) * loss
        _, gradients = with_decay(loss, gradients, model.params, decay)
        optimizer.step(model.params, gradients)
    return float(total) / len(X)
