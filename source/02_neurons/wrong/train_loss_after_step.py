"""Reports the loss after each step in place of the loss before it.

Caught by: train, train_forgets, train_one_example, train_trace, train_shares
"""


def train(model, xs, ys, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = squared_error([model(x) for x in xs], ys)
        loss.zero_grad()
        loss.backward()
        loss.optimize(lr)
        losses.append(squared_error([model(x) for x in xs], ys).data)
    return losses
