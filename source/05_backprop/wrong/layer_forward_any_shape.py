"""Multiplies whatever fits, also an example that is no row.

Caught by: layer_forward_refuses, net_predict_refuses
"""


class LinearSigmoidLayer:
    def forward(self, X):
        self.X = np.asarray(X, dtype=float)
        self.Y = sigmoid(self.X @ self.W)
        return self.Y
