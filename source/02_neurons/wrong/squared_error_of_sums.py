"""Squares the sum of the differences: errors of opposite sign cancel.

Hint: 2
Caught by: squared_error, squared_error_gradient, squared_error_labels, train, train_forgets, train_trace,
    train_predictions, train_gradients, train_shares, train_invariant
"""


def squared_error(predictions, targets):
    if len(predictions) != len(targets):
        raise ValueError(f"{len(predictions)} predictions for {len(targets)} targets")

    return sum((p - t for p, t in zip(predictions, targets, strict=False)), Value(0.0)) ** 2
