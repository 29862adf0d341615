"""Rounds the probabilities to 0 and 1.

Caught by: predict_proba, predict_proba_agrees
"""


class Classifier:
    def predict_proba(self, X):
        self._require_fitted()
        X = check_inputs(X, self.n_features_in_)
        p = np.array([self.mlp_(x).data for x in X.tolist()])
        p = (p > 0.5).astype(float)
        return np.column_stack([1.0 - p, p])
