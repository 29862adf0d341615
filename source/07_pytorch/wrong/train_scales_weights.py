"""Makes the class weights add up to 1, in place.

Caught by: train_arguments
"""


def train(model, X, y, class_weights=None, lr=0.01, epochs=100):
    require_classes(y, class_weights, len(X), count_classes(model, tensor(X)))
    if class_weights is not None:
        class_weights /= class_weights.sum()
    inputs, labels = tensor(X), torch.tensor(y, dtype=torch.int64)
    weights = None if class_weights is None else tensor(class_weights)
    model.train()
    adam = torch.optim.Adam(model.parameters(), lr=lr)
    return [train_step(model, adam, inputs, labels, weights) for _ in range(epochs)]
