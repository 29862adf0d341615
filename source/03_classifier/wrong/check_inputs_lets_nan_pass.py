"""Does not look for nan and infinity.

Hint: 2
Caught by: check_inputs_numbers, check_inputs_finite
"""


def check_inputs(X, n_features=None):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2:
        raise ValueError(f"X has the shape {X.shape} in place of (n, d)")
    if n_features is not None and X.shape[1] != n_features:
        raise ValueError(f"X has the shape {X.shape} in place of (n, {n_features})")
    return X
