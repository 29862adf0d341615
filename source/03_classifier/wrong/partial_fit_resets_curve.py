"""Goes on training, but starts the loss curve anew.

Caught by: partial_fit, partial_fit_continues, partial_fit_one_class, partial_fit_classes
"""


class Classifier:
    def partial_fit(self, X, y, classes=None):
        X = check_inputs(X, getattr(self, "n_features_in_", None))
        y = check_labels(y, len(X))
        if not hasattr(self, "mlp_"):
            self._start(X.shape[1], y if classes is None else classes)
        self.loss_curve_ = []
        self._train(X, y, 1)
        return self
