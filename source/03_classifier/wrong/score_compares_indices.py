"""Compares labels with the indices 0 and 1.

Caught by: score, score_agrees
"""


class Classifier:
    def score(self, X, y):
        p = self.predict_proba(X)[:, 1]
        return float(np.mean((p > 0.5).astype(int) == check_labels(y, len(p))))
