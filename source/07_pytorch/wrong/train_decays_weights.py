"""Takes AdamW, which also pulls weights towards zero.

Caught by: train, train_adam, train_linear, train_spiral
"""


def train(model, X, y, class_weights=None, lr=0.01, epochs=100):
    require_classes(y, class_weights, len(X), count_classes(model, tensor(X)))
    inputs, labels = tensor(X), torch.tensor(y, dtype=torch.int64)
    weights = None if class_weights is None else tensor(class_weights)
    model.train()
    adam = torch.optim.AdamW(model.parameters(), lr=lr)
    return [train_step(model, adam, inputs, labels, weights) for _ in range(epochs)]
