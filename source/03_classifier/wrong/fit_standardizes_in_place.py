"""Brings the features to mean 0, and the caller's too.

Caught by: fit_returns_self, fit_loss_curve, fit_again, fit_classes, fit_moons, fit_logistic_regression,
partial_fit_continues
"""


class Classifier:
    def fit(self, X, y):
        X = check_inputs(X)
        y = check_labels(y, len(X))
        X -= X.mean(axis=0)
        self._start(X.shape[1], y)
        self._train(X, y, self.epochs)
        return self
