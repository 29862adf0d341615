CURVES = {"tanh": np.tanh, "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)), "linear": lambda z: z}


def slope_of(loss, targets, predictions, i):
    """Of the loss by a prediction: six points make it exact for every polynomial of a low degree."""
    found = 0.0
    for step, weight in ((1, 45), (2, -9), (3, 1)):
        for side in (1, -1):
            moved = list(predictions)
            moved[i] += side * step * 1e-2
            found += side * weight * loss(targets, [Value(p) for p in moved]).data
    return found / 60e-2


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    def outputs(numbers, rows):
        for layer in mlp.layers:
            table = numbers[: len(layer.parameters())].reshape(len(layer.neurons), -1)
            numbers = numbers[table.size :]
            rows = CURVES[layer.neurons[0].activation](rows @ table[:, :-1].T + table[:, -1])
        return rows[:, 0]

    w, total = np.array([p.data for p in mlp.parameters()]), 0.0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size], list(t[start : start + batch_size])
        asked = [mlp(x) for x in rows.tolist()]  # may differ from the network: taken for a part without a slope
        total += loss(targets, asked).data * len(rows)
        back = np.array([slope_of(loss, targets, [p.data for p in asked], i) for i in range(len(rows))])
        w = w - lr * np.array([back @ outputs(step, rows).imag / 1e-20 for step in w + 1e-20j * np.eye(len(w))])
        for p, number in zip(mlp.parameters(), w.tolist()):
            p.data = number
    return total / len(X)
