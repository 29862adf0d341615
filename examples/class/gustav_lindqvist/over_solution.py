"""`score` never ends: it waits for a counter that it does not move."""


class Classifier:
    def score(self, X, y):
        predictions = self.predict(X)
        right = i = 0
        while i < len(predictions):
            if predictions[i] == y[i]:
                right += 1
        return right / len(predictions)
