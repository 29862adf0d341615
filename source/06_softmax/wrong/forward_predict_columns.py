"""Looks for the likeliest example of each class.

Hint: 4
Caught by: forward_predict, forward_agrees
"""


class SoftmaxMLP:
    def predict(self, X):
        return self.predict_proba(X).argmax(axis=0)
