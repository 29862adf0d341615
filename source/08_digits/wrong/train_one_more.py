"""Waits for one epoch more than its patience.

Caught by: train, train_agrees, train_dense
"""


def train(model, optimizer, training, validation, rng, batch_size=32, epochs=100, patience=10, decay=0.0):
    require(epochs >= 1, "epochs", epochs, "at least 1")
    require(patience >= 1, "patience", patience, "at least 1")
    (X, y), (X_val, y_val) = training, validation
    train_losses: list[float] = []
    validation_losses: list[float] = []
    best, kept = 0, {}
    for epoch in range(epochs):
        train_losses.append(train_epoch(model, optimizer, X, y, batch_size, decay, rng))
        validation_losses.append(cross_entropy(model.predict_proba(X_val), y_val))
        if epoch == 0 or validation_losses[epoch] < validation_losses[best]:
            best, kept = epoch, {name: param.copy() for name, param in model.params.items()}
        elif epoch - best > patience:
            break
    model.params.update(kept)
    return History(train_losses, validation_losses, best)
