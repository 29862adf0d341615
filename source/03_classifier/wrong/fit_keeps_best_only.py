"""Keeps the smallest loss in place of the whole curve.

Caught by: fit_returns_self, fit_loss_curve, fit_again, fit_classes, partial_fit_continues
"""


class Classifier:
    def fit(self, X, y):
        X = check_inputs(X)
        y = check_labels(y, len(X))
        self._start(X.shape[1], y)
        self._train(X, y, self.epochs)
        self.loss_curve_ = sorted(self.loss_curve_)[:1]
        return self
