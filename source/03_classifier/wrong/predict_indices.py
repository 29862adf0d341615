"""Gives the index of the class in place of its label.

Hint: 2
Caught by: predict, predict_agrees
"""


class Classifier:
    def predict(self, X):
        return self.predict_proba(X).argmax(axis=1)
