"""Looks for the largest entry of each column, not of each row.

Caught by: predict, score, score_column, fit_moons, fit_logistic_regression, predict_agrees, score_agrees
"""


class Classifier:
    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=0)]
