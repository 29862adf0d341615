"""Cuts large features off, and those of the caller too.

Caught by: predict_proba
"""


class Classifier:
    def predict_proba(self, X):
        self._require_fitted()
        X = check_inputs(X, self.n_features_in_)
        X[X > 2.9] = 2.9
        p = np.array([self.mlp_(x).data for x in X.tolist()])
        return np.column_stack([1 - p, p])
