"""Counts the last batch as a full one in the mean, also where it has fewer examples.

Hint: 3
Caught by: train_epoch_loss, train_epoch_agrees, train_epoch_squared_error, fit_returns_self, fit_loss_curve,
fit_again, fit_classes, partial_fit, partial_fit_continues, partial_fit_classes
"""


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size!r}; it must be at least 1")
    total = 0.0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size].tolist(), t[start : start + batch_size]
        batch_loss = loss(targets, [mlp(x) for x in rows])
        batch_loss.zero_grad()
        batch_loss.backward()
        batch_loss.optimize(lr)
        total += batch_loss.data * batch_size
    return total / len(X)
