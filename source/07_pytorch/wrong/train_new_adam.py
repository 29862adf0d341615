"""Makes a new Adam in every epoch, which has forgotten all gradients.

Hint: 3
Caught by: train, train_adam, train_linear, train_spiral
"""


def train(model, X, y, class_weights=None, lr=0.01, epochs=100):
    require_classes(y, class_weights, len(X), count_classes(model, tensor(X)))
    inputs, labels = tensor(X), torch.tensor(y, dtype=torch.int64)
    weights = None if class_weights is None else tensor(class_weights)
    model.train()
    losses = []
    for _ in range(epochs):
        adam = torch.optim.Adam(model.parameters(), lr=lr)
        losses.append(train_step(model, adam, inputs, labels, weights))
    return losses
