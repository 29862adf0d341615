"""Gives the label of the unlikelier class.

Caught by: predict, score, fit_moons, fit_logistic_regression, predict_agrees, score_agrees
"""


class Classifier:
    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmin(axis=1)]
