"""Gives a row of zeros and ones in place of a class.

Caught by: predict, predict_agrees
"""


def predict(model, X):
    return predict_proba(model, X).round()
