"""Asks a student's layers for what their feedback page draws."""

import numpy as np


def data_xor():
    """Four clouds, of which those across from each other are one class."""
    rng = np.random.default_rng(4)
    corners = rng.integers(0, 2, (80, 2))
    return corners + rng.normal(scale=0.15, size=(80, 2)), corners[:, 0] ^ corners[:, 1]


def training_xor(layers, X, y, grid, seed) -> list:
    """A network of 4 hidden neurons on the exclusive or, 1500 epochs with lr = 2."""
    network = layers.make_layers([2, 4, 1], "xavier", np.random.default_rng(seed))
    costs = layers.train(network, np.array(X).T, np.array([y], dtype=float), 2.0, 1500)
    return [[float(cost) for cost in costs[::15]], layers.predict(network, np.array(grid).T)[0].tolist()]
