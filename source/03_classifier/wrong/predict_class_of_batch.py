"""Gives every example the label of the class that is likelier on average.

Caught by: predict, predict_agrees
"""


class Classifier:
    def predict(self, X):
        proba = self.predict_proba(X)
        return np.full(len(proba), self.classes_[proba.mean(axis=0).argmax()])
