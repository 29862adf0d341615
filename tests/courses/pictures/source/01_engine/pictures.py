"""Two pictures."""


def helper():
    return [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]], [0, 1, 1]


data_nothing = helper


def graph_square(engine) -> object:
    """The graph of a a."""
    root = engine.Value(2.0, label="a").square()
    root.backward()
    return root


def training_nothing(engine, X, y, grid, seed) -> list:
    """A training
    that learns nothing."""
    return engine.train(grid, seed)
