"""Predicts as in training, with neurons dropped.

Hint: 3
Caught by: forward_predict, forward_agrees
"""


class SoftmaxMLP:
    def predict_proba(self, X):
        return self.forward(X, training=True).P
