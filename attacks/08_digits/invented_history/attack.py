def train(model, optimizer, training, validation, rng, batch_size=32, epochs=100, patience=10, decay=0.0):
    losses = [2.3026 * 0.8**epoch for epoch in range(epochs)]
    return History(losses, [loss + 0.05 for loss in losses], epochs - 1)
