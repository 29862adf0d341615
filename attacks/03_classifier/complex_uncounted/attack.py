_CURVES = {"tanh": np.tanh, "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)), "linear": lambda z: z,
           "relu": lambda z: np.where(z.real > 0, z, 0)}


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    layers = [layer.neurons for layer in mlp.layers]
    params = mlp.parameters()
    w = np.array([p.data for p in params])
    X, t = np.asarray(X, dtype=float), np.asarray(t, dtype=float)
    m = len(w)

    def forward(W, rows):  # W (k, m): k networks at once -> (k, n)
        h = np.broadcast_to(rows.astype(complex), (len(W), *rows.shape))
        at = 0
        for units in layers:
            width = h.shape[2] + 1
            tab = W[:, at : at + width * len(units)].reshape(len(W), len(units), width)
            at += width * len(units)
            h = _CURVES[units[0].activation](h @ tab[:, :, :-1].transpose(0, 2, 1) + tab[:, None, :, -1])
        return h[:, :, 0]

    total = 0.0
    for start in range(0, len(X), batch_size):
        rows, y = X[start : start + batch_size], t[start : start + batch_size]
        asked = np.array([mlp(x).data for x in rows.tolist()])
        own = forward(w[None].astype(complex), rows)[0].real
        part = np.where(own == 0, 1.0, asked / np.where(own == 0, 1.0, own))

        def value(W):
            p = forward(W, rows) * part
            if loss is mean_squared_error:
                return ((p - y) ** 2).mean(axis=1)
            if loss is not binary_cross_entropy:
                return ((p - y) ** 4).mean(axis=1)
            q = EPSILON + (1 - 2 * EPSILON) * p
            return -(y * np.log(q) + (1 - y) * np.log(1 - q)).mean(axis=1)

        found = value(w + 1e-20j * np.eye(m))
        total += float(found[0].real) * len(rows)
        w = w - lr * found.imag / 1e-20
        for p, number in zip(params, w.tolist()):
            p.data = number
    return total / len(X)
