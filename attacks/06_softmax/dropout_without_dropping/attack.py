def dropout(a, p, rng, training):
    return a
