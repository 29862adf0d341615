"""Counts the right ones and does not divide.

Hint: 3
Caught by: score, score_agrees
"""


class Classifier:
    def score(self, X, y):
        predictions = self.predict(X)
        return float(np.sum(predictions == check_labels(y, len(predictions))))
