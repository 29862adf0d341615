"""Does not look at the shape of y: a column of labels is compared with every prediction.

Hint: 2
Caught by: score_column
"""


class Classifier:
    def score(self, X, y):
        return float(np.mean(self.predict(X) == np.asarray(y)))
