"""Looks for the largest entry of each column, not of each row.

Caught by: predict, predict_agrees
"""


class Classifier:
    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=0)]
