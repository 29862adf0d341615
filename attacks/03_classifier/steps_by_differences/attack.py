def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    total = 0.0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size].tolist(), t[start : start + batch_size]

        def central(p, kept, h):
            ends = []
            for p.data in (kept + h, kept - h, kept):
                ends.append(loss(targets, [mlp(x) for x in rows]).data)
            return (ends[0] - ends[1]) / (2 * h), ends[2]

        found = [(central(p, p.data, 1e-3), central(p, p.data, 2e-3)) for p in mlp.parameters()]
        total += found[0][0][1] * len(rows)
        for p, ((near, _), (far, _)) in zip(mlp.parameters(), found):
            p.data -= lr * (4 * near - far) / 3
    return total / len(X)
