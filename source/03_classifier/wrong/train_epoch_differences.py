"""Takes slopes from differences of the loss, without a backward pass.

Caught by: train_epoch, train_epoch_last_batch, train_epoch_loss, train_epoch_agrees, train_epoch_squared_error,
fit_returns_self, fit_loss_curve, fit_again, fit_classes, partial_fit, partial_fit_continues, partial_fit_classes,
partial_fit_one_class
"""


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    total = 0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size].tolist(), t[start : start + batch_size]
        batch_loss = loss(targets, [mlp(x) for x in rows]).data
        slopes = []
        for p in mlp.parameters():
            p.data += 1e-6
            slopes.append((loss(targets, [mlp(x) for x in rows]).data - batch_loss) / 1e-6)
            p.data -= 1e-6
        for p, slope in zip(mlp.parameters(), slopes, strict=True):
            p.data -= lr * slope
        total += batch_loss * len(rows)
    return total / len(X)
