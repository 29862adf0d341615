"""Multiplies by the weights and forgets the bias.

Caught by: linear_model, train_step, train, train_adam, train_linear
"""


class LinearModel:
    def forward(self, X):
        require_columns(X, self.linear.in_features)
        return X @ self.linear.weight.T
