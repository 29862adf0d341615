"""Gives the mean probability of the right class, which is no accuracy.

Caught by: score, score_agrees
"""


class Classifier:
    def score(self, X, y):
        proba = self.predict_proba(X)
        right = np.asarray(check_labels(y, len(proba)) == self.classes_[1], dtype=int)
        return float(np.mean(proba[np.arange(len(proba)), right]))
