"""Takes a step for every example, and reports the last loss of each epoch.

Caught by: train, train_losses, train_arguments, train_refuses, train_adam, train_linear, train_spiral
"""


def train(model, X, y, class_weights=None, lr=0.01, epochs=100):
    require_classes(y, class_weights, len(X), count_classes(model, tensor(X)))
    inputs, labels = tensor(X), torch.tensor(y, dtype=torch.int64)
    weights = None if class_weights is None else tensor(class_weights)
    model.train()
    adam = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        for i in range(len(inputs)):
            loss = train_step(model, adam, inputs[i : i + 1], labels[i : i + 1], weights)
        losses.append(loss)
    return losses
