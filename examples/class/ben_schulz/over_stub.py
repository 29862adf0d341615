"""The first exercises are done; the rest is as it was given."""

import numpy as np


def binary_cross_entropy(y_true, y_pred):
    require_same_length(y_true, y_pred)
    loss = Value(0.0)
    for i in range(len(y_true)):
        p = EPSILON + (1 - 2 * EPSILON) * (y_pred[i] if isinstance(y_pred[i], Value) else Value(y_pred[i]))
        loss = loss - float(y_true[i]) * p.log() - (1 - float(y_true[i])) * (1 - p).log()
    return loss / len(y_true)


def check_inputs(X, n_features=None):
    X = np.asarray(X, dtype=float)
    if len(X.shape) != 2:
        raise ValueError(f"X must have 2 axes, but its shape is {X.shape}")
    if n_features is not None and X.shape[1] != n_features:
        raise ValueError(f"X must have {n_features} columns, but its shape is {X.shape}")
    if np.isnan(X).any() or np.isinf(X).any():
        raise ValueError("X must hold finite numbers only, but some are nan or infinite")
    return X
