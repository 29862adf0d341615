"""Wipes out each batch once it is used.

Caught by: train_epoch_agrees, train_epoch_squared_error, fit_returns_self, fit_loss_curve, fit_again, fit_classes,
fit_moons, fit_logistic_regression, partial_fit_continues
"""


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    total = 0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size], t[start : start + batch_size]
        batch_loss = loss(targets, [mlp(x) for x in rows.tolist()])
        batch_loss.zero_grad()
        batch_loss.backward()
        batch_loss.optimize(lr)
        total += batch_loss.data * len(rows)
        X[start : start + batch_size] = 0.0
    return total / len(X)
