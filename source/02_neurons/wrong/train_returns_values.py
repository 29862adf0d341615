"""Returns the losses as Values, each of which keeps the whole graph of its epoch.

Hint: 4
Caught by: train, train_forgets, train_one_example, train_trace, train_predictions, train_gradients, train_shares
"""


def train(model, xs, ys, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = squared_error([model(x) for x in xs], ys)
        loss.zero_grad()
        loss.backward()
        loss.optimize(lr)
        losses.append(loss)
    return losses
