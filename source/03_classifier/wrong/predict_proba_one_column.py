"""Gives the probability of the second class alone.

Hint: 2
Caught by: predict_proba, predict_proba_shapes, predict_proba_agrees
"""


class Classifier:
    def predict_proba(self, X):
        self._require_fitted()
        X = check_inputs(X, self.n_features_in_)
        p = np.array([self.mlp_(x).data for x in X.tolist()])
        return p
