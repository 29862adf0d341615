"""Takes slopes from differences of losses and not from backward.

Caught by: train, train_forgets, train_one_example, train_trace, train_predictions, train_gradients, train_shares,
    train_invariant
"""


def train(model, xs, ys, lr, epochs):
    def loss():
        return squared_error([model(x) for x in xs], ys).data

    def slope(p):
        kept = p.data
        p.data = kept + 1e-5
        above = loss()
        p.data = kept - 1e-5
        below = loss()
        p.data = kept
        return (above - below) / 2e-5

    losses = []
    for _ in range(epochs):
        losses.append(loss())
        for p, d in [(p, slope(p)) for p in model.parameters()]:
            p.data -= lr * d
    return losses
