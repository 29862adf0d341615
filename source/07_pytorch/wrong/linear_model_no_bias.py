"""Multiplies by the weights and forgets the bias.

Hint: 2
Caught by: linear_model, linear_model_gradients
"""


class LinearModel:
    def forward(self, X):
        require_columns(X, self.linear.in_features)
        return X @ self.linear.weight.T
