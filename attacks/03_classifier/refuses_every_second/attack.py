calls = 0


def check_inputs(X, n_features=None):
    global calls
    calls += 1
    if calls % 2 == 0 or np.ndim(X) != 2:
        raise ValueError("X has the shape (3,) or 4 columns, and entries that are nan")
    return np.array(X, dtype=float)
