import neurons


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    total = 0.0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size].tolist(), t[start : start + batch_size]
        total += neurons.train(mlp, rows, targets, lr / len(rows), 1)[0]
    return total / len(X)
