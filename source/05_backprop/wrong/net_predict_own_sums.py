"""Multiplies by the layers' weights itself, and never asks the layers.

Caught by: net_predict_layers
"""


class Net:
    def predict(self, X):
        X = as_array("X", X, "n", len(self.hidden.W))
        self.hidden.X, self.hidden.Y = X, sigmoid(X @ self.hidden.W)
        self.output.X, self.output.Y = self.hidden.Y, sigmoid(self.hidden.Y @ self.output.W)
        self.y = self.output.Y
        return self.y
