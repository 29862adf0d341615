"""Centres the examples that it was given, in place, once it is done.

Caught by: predict_arguments
"""


def predict(model, X):
    classes = predict_proba(model, X).argmax(axis=1)
    X -= X.mean(axis=0)
    return classes
