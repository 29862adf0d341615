"""Compares the probability with 0: everything is of the second class.

Caught by: predict, predict_agrees
"""


class Classifier:
    def predict(self, X):
        return self.classes_[(self.predict_proba(X)[:, 1] > 0.0).astype(int)]
