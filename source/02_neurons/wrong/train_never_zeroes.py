"""Never zeroes gradients: each step repeats all earlier ones.

Hint: 3
Caught by: train, train_forgets, train_one_example, train_trace, train_predictions, train_gradients, train_shares,
    train_invariant
"""


def train(model, xs, ys, lr, epochs):
    losses = []
    for _ in range(epochs):
        loss = squared_error([model(x) for x in xs], ys)
        loss.backward()
        loss.optimize(lr)
        losses.append(loss.data)
    return losses
