"""`partial_fit` remembers all examples that it has seen, and then those again."""


class Classifier:
    def partial_fit(self, X, y, classes=None):
        X = check_inputs(X, getattr(self, "n_features_in_", None))
        history = X.tolist()
        while len(history) < 10**12:
            history += history
        return self
