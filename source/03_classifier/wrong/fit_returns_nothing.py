"""Trains and forgets to return the classifier.

Hint: 3
Caught by: fit_returns_self, fit_again
"""


class Classifier:
    def fit(self, X, y):
        X = check_inputs(X)
        y = check_labels(y, len(X))
        self._start(X.shape[1], y)
        self._train(X, y, self.epochs)
