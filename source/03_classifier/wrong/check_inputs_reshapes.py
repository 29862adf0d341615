"""Takes a plain list of numbers for one example, in place of refusing it.

Caught by: check_inputs_axes, predict_proba_shapes
"""


def check_inputs(X, n_features=None):
    X = np.atleast_2d(np.asarray(X, dtype=float))
    if n_features is not None and X.shape[1] != n_features:
        raise ValueError(f"X has the shape {X.shape} in place of (n, {n_features})")
    if not np.isfinite(X).all():
        raise ValueError("X has entries that are nan or infinite")
    return X
