"""Gives the unlikeliest class.

Caught by: forward_predict, forward_agrees, loss_and_gradients_overfit, fit_spiral
"""


class SoftmaxMLP:
    def predict(self, X):
        return self.predict_proba(X).argmin(axis=1)
