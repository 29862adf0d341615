"""Takes predictions out of the list that it was given.

Caught by: squared_error, squared_error_gradient, squared_error_labels
"""


def squared_error(predictions, targets):
    if len(predictions) != len(targets):
        raise ValueError(f"there are {len(predictions)} predictions for {len(targets)} targets; give as many of both")
    loss = Value(0.0)
    for t in targets:
        loss = loss + (predictions.pop(0) - t) ** 2
    return loss
