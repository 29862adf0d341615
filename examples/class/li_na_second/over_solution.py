"""One honest mistake: gradients are never set back to zero, so every batch adds to those before it."""


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    total = 0.0
    for start in range(0, len(X), batch_size):
        rows = X[start : start + batch_size].tolist()
        value = loss(t[start : start + batch_size], [mlp(x) for x in rows])
        value.backward()
        value.optimize(lr)
        total += value.data * len(rows)
    return total / len(X)
