"""Looks for an axis too few, and not for one too many.

Hint: 2
Caught by: check_inputs_axes
"""


def check_inputs(X, n_features=None):
    X = np.asarray(X, dtype=float)
    if X.ndim < 2:
        raise ValueError(f"X has the shape {X.shape}, it must be (n, d)")
    X = X.reshape(len(X), -1)
    if n_features is not None and X.shape[1] != n_features:
        raise ValueError(f"X has the shape {X.shape}, it must have {n_features} columns")
    if not np.isfinite(X).all():
        raise ValueError("X has entries that are nan or infinite")
    return X
