"""Gives the probability of the second class alone.

Caught by: predict_proba, predict, score, score_column, fit_moons, fit_logistic_regression, predict_proba_agrees,
predict_agrees, score_agrees
"""


class Classifier:
    def predict_proba(self, X):
        self._require_fitted()
        X = check_inputs(X, self.n_features_in_)
        p = np.array([self.mlp_(x).data for x in X.tolist()])
        return p
