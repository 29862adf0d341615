"""Trains and forgets to return the classifier.

Caught by: fit_weights, fit_unseeded, fit_returns_self, fit_again, fit_logistic_regression
"""


class Classifier:
    def fit(self, X, y):
        X = check_inputs(X)
        y = check_labels(y, len(X))
        self._start(X.shape[1], y)
        self._train(X, y, self.epochs)
