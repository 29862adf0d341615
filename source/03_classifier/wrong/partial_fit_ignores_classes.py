"""Looks for the classes in y even if it is told of them.

Hint: 3
Caught by: partial_fit_one_class, partial_fit_classes
"""


class Classifier:
    def partial_fit(self, X, y, classes=None):
        X = check_inputs(X, getattr(self, "n_features_in_", None))
        y = check_labels(y, len(X))
        if not hasattr(self, "mlp_"):
            self._start(X.shape[1], y)
        self._train(X, y, 1)
        return self
