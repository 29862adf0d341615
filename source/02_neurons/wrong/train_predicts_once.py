"""Predicts once, before the loop over epochs: steps repeat the first gradient, and the loss never changes.

Caught by: train, train_forgets, train_one_example, train_trace, train_predictions, train_shares
"""


def train(model, xs, ys, lr, epochs):
    loss = squared_error([model(x) for x in xs], ys)
    losses = []
    for _ in range(epochs):
        loss.zero_grad()
        loss.backward()
        loss.optimize(lr)
        losses.append(loss.data)
    return losses
