"""Compares the number of rows, not of columns, with n_features.

Hint: 3
Caught by: check_inputs, check_inputs_columns, partial_fit, partial_fit_continues, partial_fit_shapes,
partial_fit_classes, partial_fit_one_class, predict_proba_shapes, predict_proba_agrees
"""


def check_inputs(X, n_features=None):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2:
        raise ValueError(f"X has the shape {X.shape} in place of (n, d)")
    if n_features is not None and X.shape[0] != n_features:
        raise ValueError(f"X has the shape {X.shape} in place of (n, {n_features})")
    if not np.isfinite(X).all():
        raise ValueError("X has entries that are nan or infinite")
    return X
