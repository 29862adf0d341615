"""Two honest mistakes: a sum where a mean belongs, and the columns of the probabilities swapped."""


def binary_cross_entropy(y_true, y_pred):
    require_same_length(y_true, y_pred)
    total = Value(0.0)
    for t, p in zip(y_true, y_pred):
        p = Value(EPSILON) + (1.0 - 2.0 * EPSILON) * p
        total = total - t * p.log() - (1.0 - t) * (1.0 - p).log()
    return total


class Classifier:
    def predict_proba(self, X):
        self._require_fitted()
        X = check_inputs(X, self.n_features_in_)
        p = np.array([self.mlp_(x).data for x in X.tolist()])
        return np.column_stack([p, 1.0 - p])
