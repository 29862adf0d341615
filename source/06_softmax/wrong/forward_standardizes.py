"""Centres the examples that it was given, in place.

Caught by: forward_arguments
"""


class SoftmaxMLP:
    def predict_proba(self, X):
        P = self.forward(X).P
        X -= X.mean(axis=0)
        return P
