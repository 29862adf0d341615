"""Trains for a single epoch, whatever epochs says.

Caught by: fit_weights, fit_unseeded, fit_returns_self, fit_loss_curve, fit_again, fit_classes, fit_moons,
fit_logistic_regression, partial_fit_continues
"""


class Classifier:
    def fit(self, X, y):
        X = check_inputs(X)
        y = check_labels(y, len(X))
        self._start(X.shape[1], y)
        self._train(X, y, 1)
        return self
