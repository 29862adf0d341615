"""Takes labels for any number of examples, more or fewer than X has.

Caught by: partial_fit_shapes
"""


class Classifier:
    def partial_fit(self, X, y, classes=None):
        X = check_inputs(X, getattr(self, "n_features_in_", None))
        y = check_labels(y, len(y))
        if not hasattr(self, "mlp_"):
            self._start(X.shape[1], y if classes is None else classes)
        self._train(X, y, 1)
        return self
