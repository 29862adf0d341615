"""Gives the share of errors.

Caught by: score, score_agrees
"""


class Classifier:
    def score(self, X, y):
        predictions = self.predict(X)
        return float(np.mean(predictions != check_labels(y, len(predictions))))
