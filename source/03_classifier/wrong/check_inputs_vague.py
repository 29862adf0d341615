"""Refuses what it should, but says no more than that it is invalid.

Caught by: check_inputs_axes, check_inputs_columns, fit_shapes, partial_fit_shapes, predict_proba_shapes
"""


def check_inputs(X, n_features=None):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or n_features not in (None, X.shape[1]) or not np.isfinite(X).all():
        raise ValueError("X is invalid")
    return X
