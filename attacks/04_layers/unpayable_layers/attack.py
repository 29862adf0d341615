def make_layers(sizes, init, rng):
    return [np.ones((10**6, 10**7)) for _ in sizes]
