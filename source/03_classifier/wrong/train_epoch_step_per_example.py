"""Takes a step after every example, whatever the size of a batch.

Caught by: train_epoch, train_epoch_last_batch, train_epoch_loss, train_epoch_agrees, train_epoch_squared_error,
fit_returns_self, fit_loss_curve, fit_again, fit_classes, fit_moons, fit_logistic_regression, partial_fit,
partial_fit_continues, partial_fit_one_class, partial_fit_classes
"""


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size!r}; it must be at least 1")
    total = 0.0
    for x, target in zip(X.tolist(), t, strict=True):
        example_loss = loss([target], [mlp(x)])
        example_loss.zero_grad()
        example_loss.backward()
        example_loss.optimize(lr)
        total += example_loss.data
    return total / len(X)
