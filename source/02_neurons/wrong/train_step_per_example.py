"""Takes a step after every example, and adds up the losses on the way.

Caught by: train, train_forgets, train_trace, train_predictions, train_gradients, train_shares
"""


def train(model, xs, ys, lr, epochs):
    losses = []
    for _ in range(epochs):
        total = 0.0
        for x, y in zip(xs, ys, strict=False):
            loss = squared_error([model(x)], [y])
            loss.zero_grad()
            loss.backward()
            loss.optimize(lr)
            total += loss.data
        losses.append(total)
    return losses
