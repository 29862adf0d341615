"""Flattens a column of labels in place of refusing it.

Caught by: partial_fit_shapes
"""


class Classifier:
    def partial_fit(self, X, y, classes=None):
        X = check_inputs(X, getattr(self, "n_features_in_", None))
        y = check_labels(np.ravel(y), len(X))
        if not hasattr(self, "mlp_"):
            self._start(X.shape[1], y if classes is None else classes)
        self._train(X, y, 1)
        return self
