"""Does not ask whether there was a fit, and trips over a missing attribute.

Caught by: predict_proba_not_fitted
"""


class Classifier:
    def predict_proba(self, X):
        X = check_inputs(X, self.n_features_in_)
        p = np.array([self.mlp_(x).data for x in X.tolist()])
        return np.column_stack([1.0 - p, p])
