def train(model, xs, ys, lr, epochs):
    def loss():
        return squared_error([model(x) for x in xs], ys).data

    def central(p, kept, h):
        p.data = kept + h
        above = loss()
        p.data = kept - h
        below = loss()
        p.data = kept
        return (above - below) / (2 * h)

    losses = []
    for _ in range(epochs):
        losses.append(loss())
        slopes = [(4 * central(p, p.data, 1e-3) - central(p, p.data, 2e-3)) / 3 for p in model.parameters()]
        for p, slope in zip(model.parameters(), slopes):
            p.data -= lr * slope
    return losses
