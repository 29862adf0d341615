"""Gives one-hot rows in place of the numbers of the classes.

Caught by: forward_predict, forward_agrees
"""


class SoftmaxMLP:
    def predict(self, X):
        proba = self.predict_proba(X)
        return np.eye(proba.shape[1])[proba.argmax(axis=1)]
