"""Flattens a column of labels in place of refusing it.

Caught by: fit_shapes
"""


class Classifier:
    def fit(self, X, y):
        X = check_inputs(X)
        y = check_labels(np.ravel(y), len(X))
        self._start(X.shape[1], y)
        self._train(X, y, self.epochs)
        return self
