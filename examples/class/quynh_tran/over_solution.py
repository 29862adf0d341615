"""Right, with NumPy arrays of Values inside."""


def binary_cross_entropy(y_true, y_pred):
    require_same_length(y_true, y_pred)
    t = np.asarray(y_true, dtype=float)
    p = np.array([p if isinstance(p, Value) else Value(float(p)) for p in y_pred], dtype=object)
    p = EPSILON + (1.0 - 2.0 * EPSILON) * p
    log_p, log_q = (np.array([v.log() for v in values], dtype=object) for values in (p, 1.0 - p))
    return -np.sum(t * log_p + (1.0 - t) * log_q) / len(t)


class Classifier:
    def predict_proba(self, X):
        self._require_fitted()
        p = np.apply_along_axis(lambda x: self.mlp_(x).data, 1, check_inputs(X, self.n_features_in_))
        return np.stack([1.0 - p, p], axis=-1)
