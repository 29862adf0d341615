"""Does not look at the number of columns.

Hint: 2
Caught by: check_inputs_columns, partial_fit_shapes, predict_proba_shapes
"""


def check_inputs(X, n_features=None):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2:
        raise ValueError(f"X has the shape {X.shape} in place of (n, d)")
    if not np.isfinite(X).all():
        raise ValueError("X has entries that are nan or infinite")
    return X
