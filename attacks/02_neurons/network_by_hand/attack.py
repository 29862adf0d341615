CURVES = {"tanh": np.tanh, "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)), "linear": lambda z: z}


def train(model, xs, ys, lr, epochs):
    layers = [layer.neurons for layer in model.layers] if hasattr(model, "layers") else [[model]]
    parameters = model.parameters()
    w = np.array([p.data for p in parameters])

    def loss(numbers):
        rows, left = np.array(xs, dtype=complex), list(numbers)
        for units in layers:
            width = rows.shape[1] + 1
            table, left = np.array(left[: width * len(units)]).reshape(len(units), width), left[width * len(units) :]
            rows = CURVES[units[0].activation](rows @ table[:, :-1].T + table[:, -1])
        return ((rows[:, 0] - ys) ** 2).sum()

    losses = []
    for _ in range(epochs):
        losses.append(sum((model(x).data - y) ** 2 for x, y in zip(xs, ys)))
        w = w - lr * np.array([loss(w + 1e-20j * one).imag / 1e-20 for one in np.eye(len(w))])
        for p, number in zip(parameters, w.tolist()):
            p.data = number
    return losses
