"""Starts only once: a second fit goes on from where the first one stopped.

Caught by: fit_again
"""


class Classifier:
    def fit(self, X, y):
        X = check_inputs(X)
        y = check_labels(y, len(X))
        if not hasattr(self, "mlp_"):
            self._start(X.shape[1], y)
        self._train(X, y, self.epochs)
        return self
