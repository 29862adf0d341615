"""Zeroes gradients after the step: what was there before the first epoch spoils its step.

Hint: 3
Caught by: train_forgets
"""


def train(model, xs, ys, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = squared_error([model(x) for x in xs], ys)
        loss.backward()
        loss.optimize(lr)
        loss.zero_grad()
        losses.append(loss.data)
    return losses
