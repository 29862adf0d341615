"""Checks and forgets to return the array.

Caught by: check_inputs, fit_weights, fit_unseeded, fit_returns_self, fit_loss_curve, fit_again, fit_classes,
fit_shapes, fit_three_classes, fit_moons, fit_logistic_regression, partial_fit, partial_fit_continues,
partial_fit_one_class, partial_fit_shapes, partial_fit_classes, predict_proba, predict_proba_shapes,
predict_proba_agrees
"""


def check_inputs(X, n_features=None):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2:
        raise ValueError(f"X has the shape {X.shape} in place of (n, d)")
    if n_features is not None and X.shape[1] != n_features:
        raise ValueError(f"X has the shape {X.shape} in place of (n, {n_features})")
    if not np.isfinite(X).all():
        raise ValueError("X has entries that are nan or infinite")
