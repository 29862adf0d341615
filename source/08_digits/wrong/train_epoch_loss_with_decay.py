"""Returns the loss with decay.

Hint: 4
Caught by: train_epoch_loss, train_epoch_agrees, train_dense, conv_gradients_digits
"""


def train_epoch(model, optimizer, X, y, batch_size, decay, rng):
    total = 0.0
    for rows in minibatches(len(X), batch_size, rng):
        loss, gradients = model.loss_and_gradients(X[rows], y[rows])
        loss, gradients = with_decay(loss, gradients, model.params, decay)
        total += len(rows) * loss
        optimizer.step(model.params, gradients)
    return float(total) / len(X)
