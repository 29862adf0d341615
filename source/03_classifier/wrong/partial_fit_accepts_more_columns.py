"""Cuts off columns that were not there before, in place of refusing them.

Caught by: partial_fit_shapes
"""


class Classifier:
    def partial_fit(self, X, y, classes=None):
        X = check_inputs(X)[:, : getattr(self, "n_features_in_", None)]
        y = check_labels(y, len(X))
        if not hasattr(self, "mlp_"):
            self._start(X.shape[1], y if classes is None else classes)
        self._train(X, y, 1)
        return self
