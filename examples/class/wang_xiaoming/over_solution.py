"""Right, with loops written out."""


class Classifier:
    def score(self, X, y):
        predictions = self.predict(X)
        labels = check_labels(y, len(predictions))
        right = 0
        for prediction, label in zip(predictions, labels):
            if prediction == label:
                right += 1
        return right / len(predictions)
