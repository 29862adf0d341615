"""Leaves out the last batch if it is smaller than the others.

Hint: 2
Caught by: train_epoch_last_batch, train_epoch_loss, train_epoch_agrees, train_epoch_squared_error,
fit_returns_self, fit_loss_curve, fit_again, fit_classes, partial_fit, partial_fit_continues, partial_fit_classes
"""


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    total = 0.0
    for start in range(0, len(X) - batch_size + 1, batch_size):
        rows, targets = X[start : start + batch_size].tolist(), t[start : start + batch_size]
        batch_loss = loss(targets, [mlp(x) for x in rows])
        batch_loss.zero_grad()
        batch_loss.backward()
        batch_loss.optimize(lr)
        total += batch_loss.data * len(rows)
    return total / len(X)
