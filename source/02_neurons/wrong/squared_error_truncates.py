"""Lets zip drop what is too long, in place of refusing it.

Caught by: squared_error_wrong_length
"""


def squared_error(predictions, targets):
    return sum(((p - t) ** 2 for p, t in zip(predictions, targets, strict=False)), Value(0.0))
