"""Sorts the examples in place, so that they are in another order afterwards.

Caught by: train
"""


def train(model, xs, ys, lr, epochs):
    together = sorted(zip(xs, ys, strict=True))
    xs[:], ys[:] = [x for x, _ in together], [y for _, y in together]
    losses = []
    for _ in range(epochs):
        loss = squared_error([model(x) for x in xs], ys)
        loss.zero_grad()
        loss.backward()
        loss.optimize(lr)
        losses.append(loss.data)
    return losses
