CURVES = {"tanh": np.tanh, "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)), "linear": lambda z: z}
MEANS = {
    "squared_error": lambda t, p: ((p - t) ** 2).mean(),
    "cross_entropy": lambda t, p: -(t * np.log(EPSILON + p) + (1 - t) * np.log(1 + EPSILON - p)).mean(),
}


def train_epoch(mlp, X, t, lr, batch_size, loss="cross_entropy"):
    def outputs(numbers, rows):
        for layer in mlp.layers:
            table = numbers[: len(layer.parameters())].reshape(len(layer.neurons), -1)
            numbers = numbers[table.size :]
            rows = CURVES[layer.neurons[0].activation](rows @ table[:, :-1].T + table[:, -1])
        return rows[:, 0]

    w, total = np.array([p.data for p in mlp.parameters()]), 0.0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size], np.array(t[start : start + batch_size])
        total += LOSSES[loss](targets.tolist(), [mlp(x) for x in rows.tolist()]).data * len(rows)
        steps = w + 1e-20j * np.eye(len(w))
        w = w - lr * np.array([MEANS[loss](targets, outputs(step, rows)).imag / 1e-20 for step in steps])
        for p, number in zip(mlp.parameters(), w.tolist()):
            p.data = number
    return total / len(X)
