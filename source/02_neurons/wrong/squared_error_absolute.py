"""Adds up absolute differences, without a square.

Hint: 2
Caught by: squared_error, squared_error_gradient, squared_error_labels, train, train_forgets, train_one_example,
    train_trace, train_predictions, train_gradients, train_shares, train_invariant
"""


def squared_error(predictions, targets):
    if len(predictions) != len(targets):
        raise ValueError(f"{len(predictions)} predictions for {len(targets)} targets")

    differences = [Value(0.0) + p - t for p, t in zip(predictions, targets, strict=False)]
    return sum((d.relu() + (-d).relu() for d in differences), Value(0.0))
