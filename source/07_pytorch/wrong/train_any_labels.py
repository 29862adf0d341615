"""Takes labels of any shape and type, and makes whole numbers of them.

Caught by: train_refuses
"""


def train(model, X, y, class_weights=None, lr=0.01, epochs=100):
    inputs = tensor(X)
    labels = torch.tensor(y).to(torch.int64).reshape(-1)[: len(X)].clamp(0, count_classes(model, inputs) - 1)
    weights = None if class_weights is None else tensor(class_weights)
    if weights is not None and len(weights) < count_classes(model, inputs):
        weights = None
    model.train()
    adam = torch.optim.Adam(model.parameters(), lr=lr)
    return [train_step(model, adam, inputs, labels, weights) for _ in range(epochs)]
