"""Compares the probability with 0: everything is of the second class.

Caught by: predict, score, fit_moons, fit_logistic_regression, predict_agrees, score_agrees
"""


class Classifier:
    def predict(self, X):
        return self.classes_[(self.predict_proba(X)[:, 1] > 0.0).astype(int)]
