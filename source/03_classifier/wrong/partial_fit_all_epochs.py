"""Trains for all epochs in every call.

Caught by: partial_fit, partial_fit_continues, partial_fit_one_class, partial_fit_classes
"""


class Classifier:
    def partial_fit(self, X, y, classes=None):
        X = check_inputs(X, getattr(self, "n_features_in_", None))
        y = check_labels(y, len(X))
        if not hasattr(self, "mlp_"):
            self._start(X.shape[1], y if classes is None else classes)
        self._train(X, y, self.epochs)
        return self
