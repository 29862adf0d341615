"""Makes the labels require a gradient: training would move the target to the prediction.

Caught by: squared_error_gradient, squared_error_labels
"""


def squared_error(predictions, targets):
    if len(predictions) != len(targets):
        raise ValueError(f"{len(predictions)} predictions for {len(targets)} targets")

    labels = [Value(t, requires_grad=True) for t in targets]
    return sum(((p - t) ** 2 for p, t in zip(predictions, labels, strict=False)), Value(0.0))
