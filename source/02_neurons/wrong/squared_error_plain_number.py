"""Starts from the number 0, so that the loss of plain numbers is no Value.

Hint: 3
Caught by: squared_error
"""


def squared_error(predictions, targets):
    if len(predictions) != len(targets):
        raise ValueError(f"there are {len(predictions)} predictions for {len(targets)} targets; give as many of both")
    return sum((p - t) ** 2 for p, t in zip(predictions, targets, strict=True))
