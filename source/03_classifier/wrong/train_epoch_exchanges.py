"""Calls the loss with predictions and targets exchanged.

Caught by: train_epoch, train_epoch_last_batch, train_epoch_loss, fit_moons, fit_logistic_regression
"""


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    total = 0.0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size].tolist(), t[start : start + batch_size]
        batch_loss = loss([mlp(x) for x in rows], targets)
        batch_loss.zero_grad()
        batch_loss.backward()
        batch_loss.optimize(lr)
        total += batch_loss.data * len(rows)
    return total / len(X)
